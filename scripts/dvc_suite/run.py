"""Runs the tests that apply and ends with `N passed, N failed`; see scripts/dvc-suite."""

import os
import sys

import pytest


class Report:
    """Counts, and says at the end what was left out."""

    def __init__(self, listing):
        self.listing, self.passed, self.failed, self.left_out = listing, 0, [], {}

    def pytest_collection_modifyitems(self, items):
        if self.listing:
            from dvc_suite.left_out import reason_for

            for item in items:
                reason = reason_for(item)
                print(f"{item.nodeid}\t{'runs' if reason is None else reason}")
            items.clear()

    def pytest_runtest_logreport(self, report):
        if report.skipped and not hasattr(report, "wasxfail"):
            reason = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
            reason = reason.removeprefix("Skipped: ").removeprefix("left out: ")
            self.left_out.setdefault(reason, []).append(report.nodeid)
        elif report.failed:
            if report.nodeid not in self.failed:
                self.failed.append(report.nodeid)
        elif report.when == "call":
            self.passed += 1

    def tell(self):
        print()
        for reason, tests in sorted(self.left_out.items()):
            print(f"left out, {len(tests)}: {reason}")
        for test in self.failed:
            print(f"FAILED {test}")
        print(f"{self.passed} passed, {len(self.failed)} failed")


def targets(words):
    paths, keywords = [], []
    for word in words:
        file = word.partition("::")[0]
        for candidate in (word, os.path.join("tests/func", word), os.path.join("tests", word)):
            if os.path.exists(candidate.partition("::")[0]) and file:
                paths.append(candidate)
                break
        else:
            keywords.append(word)
    return [*(paths or ["tests/func"]), *(["-k", " or ".join(keywords)] if keywords else [])]


def main(words):
    listing = "--list" in words
    report = Report(listing)
    options = ["-p", "dvc_suite.plugin", "-q", "-p", "no:cacheprovider", "-W", "ignore", "--timeout", "120", "--tb=short"]
    pytest.main([*options, *targets([word for word in words if word != "--list"])], plugins=[report])
    if listing:
        return 0
    report.tell()
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
