#!/usr/bin/env python3
"""Run the same command lines about data at URLs with DVC and with `exp dvc`: stages that read and write there, what
dvc.lock says of it afterwards. How journeys are read: interop_data.py. The URLs are those of a web server of its own, and
of remotes that are folders.

    scripts/interop_urls.py --exp dist/exp --python VENV/bin/python [--only NAME] [--count N]
"""

import hashlib
import http.server
import os
import sys
import tempfile
import threading

from interop_data import main

# a remote beside the repository, with a file and a folder
STORE = """
mkdir -p ../store-$(basename $PWD)/d/s && cd ../store-$(basename $PWD) && echo 1 > f && echo 2 > d/x && echo 3 > d/s/y
! remote add -q store ../store-NAME
"""


def stages(**bodies):
    """A line for the shell that writes dvc.yaml."""
    return "printf '%s\\n' 'stages:' " + " ".join(f"'  {name}: {body}'" for name, body in bodies.items()) + " > dvc.yaml"


JOURNEYS = {
    "folder": STORE + f"""
    {stages(s='{cmd: "echo x >> runs", deps: ["remote://store/f", "remote://store/d"], outs: [{"runs": {cache: false, persist: true}}]}')}
    > status
    > repro
    > repro
    > status
    > status --json
    echo 4 > ../store-folder/d/s/new
    > status
    > status --json
    > repro --dry
    > repro
    > repro -f
    rm ../store-folder/f
    > status
    ~ repro
    echo 5 > ../store-folder/f
    > status
    > freeze s
    > repro
    > status
    > unfreeze s
    > status
    > repro
    > commit -f
    > stage list
    > dag
    """,
    "made-in-a-folder": STORE + f"""
    {stages(m='{cmd: "echo a > ../store-made-in-a-folder/o; mkdir -p ../store-made-in-a-folder/e; echo b > ../store-made-in-a-folder/e/z", outs: ["remote://store/o": {cache: false}, "remote://store/e": {cache: false}]}',
            r='{cmd: "cat ../store-made-in-a-folder/o > p", deps: ["remote://store/o", "remote://store/e"], outs: [p]}')}
    > dag
    > status
    > repro
    > status
    > repro
    echo mine > ../store-made-in-a-folder/o
    > status
    > repro
    rm -r ../store-made-in-a-folder/e
    > status
    > repro
    > status
    """,
    "cached-in-a-folder": STORE + f"""
    {stages(m='{cmd: "echo a > ../store-cached-in-a-folder/o", outs: ["remote://store/o"]}')}
    > status
    ~ repro
    > remote add -q other ../elsewhere
    """,
    "web": f"""
    echo one > $WEB/f && echo two > $WEB/g
    {stages(s='{cmd: "echo x", deps: ["URL/f", "URL/g"]}')}
    sed -i "s#URL#$URL#g" dvc.yaml
    > status
    > repro
    > repro
    > status
    > repro --dry
    echo another > $WEB/g
    > status
    > status --json
    > repro --dry
    > repro
    rm -f $WEB/f
    > status
    > repro
    echo two > $WEB/f
    > status
    > freeze s
    > repro
    > status
    > unfreeze s
    > status
    > repro
    """,
    "web-unseen": f"""
    {stages(s='{cmd: "echo x > o", deps: ["URL/none"], outs: [o]}', t='{cmd: "echo y > p", outs: [p]}')}
    sed -i "s#URL#$URL#g" dvc.yaml
    > status
    > repro s
    > status s
    > repro --dry s
    > repro t
    ~ repro -k
    sed -i "s#$URL#http://127.0.0.1:9#g" dvc.yaml
    ~ status s
    ~ repro s
    """,
    "datasets": f"""
    git init -q ../src-datasets && git -C ../src-datasets commit -q --allow-empty -m one
    {stages(s='{cmd: "cat zz > o", deps: [zz, "ds://cats"], outs: [{o: {cache: false}}]}', t='{cmd: "echo x > p", deps: ["ds://cats"], outs: [{p: {cache: false}}]}')}
    echo z > zz
    ~ status
    ~ repro
    > dataset add cats --dvc ../src-datasets
    > status
    > status --json
    > repro
    > status
    > repro
    > dag
    sed -i 's#url: ../src-datasets#url: ../src-datasets/.#' dvc.yaml
    > status
    > status --json
    ~ repro
    rm -f o
    sed -i 's#url: ../src-datasets/.#url: ../src-datasets#' dvc.yaml
    git -C ../src-datasets commit -q --allow-empty -m two
    > dataset update cats
    > status
    > repro s
    > status t
    > freeze t
    > status
    > repro
    > unfreeze t
    > commit -f
    > status
    sed -i 's#ds://cats#ds://dogs#' dvc.yaml
    ~ status
    ~ repro
    """,
}
for name, text in JOURNEYS.items():
    JOURNEYS[name] = text.replace("store-NAME", f"store-{name}")


class Pages(http.server.SimpleHTTPRequestHandler):
    """Files of one folder, each with the hash of its content for an ETag."""

    def end_headers(self):
        path = self.translate_path(self.path)
        if os.path.isfile(path):
            with open(path, "rb") as file:
                self.send_header("ETag", f'"{hashlib.md5(file.read()).hexdigest()}"')
        super().end_headers()

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        serving = http.server.ThreadingHTTPServer(("127.0.0.1", 0), lambda *args: Pages(*args, directory=folder))
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        try:
            main(JOURNEYS, {"WEB": folder, "URL": f"http://127.0.0.1:{serving.server_port}"})
        finally:
            serving.shutdown()
            sys.stdout.flush()
