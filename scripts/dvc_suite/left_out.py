"""What is left out, and why. A test is here for what it calls, never for what `exp` answers."""

import fnmatch

# reasons
PYTHON = "calls Python functions or classes; no command of DVC's stands behind it"
MOCKED = "replaces or watches a Python function inside of DVC while the command runs"
RETURNED = "asks for a value that DVC returns to Python and no command prints"
UNPRINTED = "asks for a log record that DVC does not print"
URL_DEPENDENCY = "reads or writes through remote://, which is refused before anything runs"
CLOUD = "needs a remote other than a local folder"
WINDOWS = "is for Windows"
SLOW = "is a measurement"


def no_command(name):
    return f"`dvc {name}` is not a command of exp's (README)"


# tests/func/…: a file, or file::test (with wildcards) → reason; the first that fits
LEFT_OUT = [
    ("api/*", PYTHON),
    ("repro/test_repro.py::test_repro_all_pipelines", MOCKED),
    ("repro/test_repro.py::*force_import", no_command("import-url")),
    ("repro/test_repro.py::test_repro_dry", RETURNED),
    ("test_add.py::test_should_throw_proper_exception_on_corrupted_stage_file", UNPRINTED),
    ("experiments/test_remote.py::test_auth_error_*", MOCKED),
    ("experiments/test_remote.py::test_get", no_command("get")),
    ("experiments/test_utils.py*", MOCKED),
    ("experiments/test_apply.py::test_apply_failed", MOCKED),
    ("experiments/test_show.py::test_show_running", MOCKED),
    ("experiments/test_show.py::test_show_*_error", MOCKED),
    ("experiments/test_set_params.py::test_hydra_sweep", MOCKED),
    ("experiments/test_set_params.py::test_mixing_no_hydra_and_sweeps", MOCKED),
    ("experiments/test_experiments.py::test_run_env", MOCKED),
    ("experiments/test_experiments.py::test_experiment_run_dry", MOCKED),
    ("experiments/test_experiments.py::test_fix_exp_head", PYTHON),
    ("experiments/test_experiments.py::test_clean", MOCKED),
    ("params/test_show.py*", no_command("params show")),
    ("parsing/*", PYTHON),
    ("test_cli.py*", PYTHON),
    ("test_dvcfile.py*", PYTHON),
    ("test_lock.py::test_with", PYTHON),
    ("test_lock.py::test_*unlock*", PYTHON),
    ("test_lock.py::test_lock_waits_when_requested", PYTHON),
    ("test_ignore.py::test_walk", PYTHON),
    ("test_ignore.py::test_ignore", PYTHON),
    ("test_ignore.py::*trie*", PYTHON),
    ("test_repo.py*", no_command("destroy")),
    ("test_repo_index.py*", PYTHON),
    ("test_stage_load.py*", PYTHON),
    ("test_state.py*", PYTHON),
    ("test_used_objs.py*", PYTHON),
    ("test_version.py*", "asks for the versions of DVC's Python packages"),
    ("test_stage.py::test_cmd_obj", PYTHON),
    ("test_stage.py::test_no_cmd", PYTHON),
    ("test_stage.py::test_object", PYTHON),
    ("test_stage.py::test_none", PYTHON),
    ("test_stage.py::test_empty_list", PYTHON),
    ("test_stage.py::test_list", PYTHON),
    ("utils/test_hydra.py*", PYTHON),
    ("test_data_cloud.py::test_pull_git_imports", no_command("import")),
    ("test_data_cloud.py::test_pull_external_dvc_imports*", no_command("import")),
    ("test_data_cloud.py::test_pull_partial_import*", no_command("import-url")),
    ("test_data_cloud.py::test_pull_granular_excluding_import_that_cannot_be_pulled", MOCKED),
    ("test_remote.py::test_dir_hash_should_be_key_order_agnostic", MOCKED),
    ("test_remote.py::test_partial_push_n_pull", MOCKED),
    ("test_remote.py::test_raise_on_too_many_open_files", MOCKED),
    ("test_remote.py::test_push_order", MOCKED),
    ("test_run.py::test_run_external_outputs", URL_DEPENDENCY),
    ("test_run.py::test_run_without_cmd*kwargs0*", RETURNED),
    ("test_run.py::test_metrics_dir*", UNPRINTED),
    ("test_add.py::test_add_to_cache_from_remote", URL_DEPENDENCY),
    ("test_status.py::test_status_non_dvc_repo_import", no_command("import")),
    ("test_status.py::test_status_before_and_after_dvc_init", no_command("import")),
    ("test_stage.py::test_external_remote_*", URL_DEPENDENCY),
    ("test_run_cache.py::test_push_pull_unsupported", MOCKED),
    ("test_gc.py::test_gc_cloud_remove_order", MOCKED),
    ("test_status.py::test_implied_cloud", MOCKED),
    ("test_add.py::test_add_with_cache_link_error", MOCKED),
    ("test_add.py::test_add_does_not_remove_stage_file_on_failure", MOCKED),
    ("artifacts/*", no_command("artifacts")),
    ("data/*", PYTHON),
    ("plots/*", "they look at what Python functions return; the JSON is compared by scripts/interop_plots.py"),
    ("test_analytics.py*", "analytics are not sent"),
    ("test_daemon.py*", PYTHON),
    ("test_data_status.py*", no_command("data status")),
    ("test_dataset.py*", no_command("dataset")),
    ("test_diff.py*", no_command("diff")),
    ("test_download.py*", PYTHON),
    ("test_du.py*", no_command("du")),
    ("test_external_repo.py*", PYTHON),
    ("test_fs.py*", PYTHON),
    ("test_get.py*", no_command("get")),
    ("test_get_url.py*", no_command("get-url")),
    ("test_import.py*", no_command("import")),
    ("test_import_db.py*", no_command("import-db")),
    ("test_import_url.py*", no_command("import-url")),
    ("test_install.py*", no_command("install")),
    ("test_ls.py*", no_command("list")),
    ("test_ls_url.py*", no_command("list-url")),
    ("test_merge_driver.py*", no_command("git-hook")),
    ("test_move.py*", no_command("move")),
    ("test_scm.py*", PYTHON),
    ("test_scm_context.py*", PYTHON),
    ("test_update.py*", no_command("update")),
    ("test_utils.py*", PYTHON),
    ("utils/test_strict_yaml.py*", "prints an excerpt of the file in DVC's own layout (docs/differences.md)"),
]


def reason_for(item):
    path, _, rest = item.nodeid.partition("tests/func/")[2].partition("::")
    test = f"{path}::{rest}"
    for pattern, reason in LEFT_OUT:
        if fnmatch.fnmatchcase(test, pattern) or fnmatch.fnmatchcase(test.partition("[")[0], pattern):
            return reason
    return None
