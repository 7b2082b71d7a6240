import assert from "node:assert/strict";
import { compose, composeAndDump, type ComposeRequest, HydraError, memorySource } from "../mod.ts";

function request(
  files: Record<string, string>,
  overrides: string[] = [],
  env: Record<string, string> = {},
): ComposeRequest {
  return {
    source: memorySource(new Map(Object.entries(files).map(([path, text]) => [`conf/${path}`, text]))),
    configDir: "conf",
    configName: "config",
    overrides,
    env,
    now: new Date(2024, 4, 6, 7, 8, 9),
  };
}

function composed(files: Record<string, string>, overrides: string[] = [], env: Record<string, string> = {}): string {
  return composeAndDump(request(files, overrides, env), "params.yaml");
}

function failure(files: Record<string, string>, overrides: string[] = []): HydraError {
  try {
    composed(files, overrides);
  } catch (error) {
    assert.ok(error instanceof HydraError);
    return error;
  }
  assert.fail("it composes");
}

const DB = { "db/mysql.yaml": "user: omry\nport: 1\n", "db/pg.yaml": "user: pg\n" };

Deno.test("compose gives the values that the dump shows", () => {
  const value = compose(request({ "config.yaml": "defaults: [db: pg]\nx: ${db.user}\n", ...DB }));

  assert.deepEqual(value, new Map<string, unknown>([["db", new Map([["user", "pg"]])], ["x", "pg"]]));
});

Deno.test("a choice from a group is refused with the names that could be chosen", () => {
  const error = failure({ "config.yaml": "defaults: [db: mysql]\n", ...DB }, ["db=oracle"]);

  assert.equal(error.errorClass, "MissingConfigException");
  assert.equal(error.message, "in 'config': there is no config 'db/oracle'");
  assert.equal(error.hint, "the choices in 'db' are mysql, pg");
});

Deno.test("an override of an unknown key tells how to add it", () => {
  const error = failure({ "config.yaml": "x: 1\n" }, ["y=2"]);

  assert.deepEqual([error.errorClass, error.causeClass], ["ConfigCompositionException", "ConfigAttributeError"]);
  assert.equal(error.hint, "to add a key, write +y=2");
});

Deno.test("a choice for a group at another package tells the right key", () => {
  const error = failure({ "config.yaml": "defaults: ['db@src': mysql]\n", ...DB }, ["db=pg"]);

  assert.equal(error.hint, "did you mean db@src?");
});

Deno.test("a choice that overrides another may be an interpolation, wherever it is made", () => {
  const other = { "other.yaml": "defaults: [db@copy: pg, db: mysql]\n", ...DB };
  const both = "copy:\n  user: omry\n  port: 1\ndb:\n  user: omry\n  port: 1\n";
  const overriding = { ...other, "config.yaml": "defaults: [other, override db@copy: '${db}']\n" };

  assert.equal(composed(overriding), both);
  assert.equal(composed({ ...other, "config.yaml": "defaults: [other]\n" }, ["db@copy='${db}'"]), both);
});

Deno.test("_group_ is the group from the root, _here_ the package around", () => {
  const files = {
    "config.yaml": "defaults: [s: a]\n",
    "s/a.yaml": "defaults:\n- /db@_group_: pg\n- /db@_here_: mysql\n",
    ...DB,
  };

  assert.equal(composed(files), "db:\n  user: pg\ns:\n  user: omry\n  port: 1\n");
});

Deno.test("an escaped interpolation is text for whoever stands before it, and read again by who comes after", () => {
  assert.equal(composed({ "config.yaml": "c: ${a}\na: \\${b}\nb: 1\nd: ${a}\n" }), "c: ${b}\na: ${b}\nb: 1\nd: 1\n");
});

Deno.test("a config that is its own default is refused", () => {
  assert.equal(failure({ "config.yaml": "defaults: [config]\n" }).errorClass, "RecursionError");
});

Deno.test("what contains itself by interpolation is refused", () => {
  for (
    const text of [
      "a: {b: '${a}'}\n",
      "a: ${b}\nb: {c: '${a}'}\n",
      "a: ['${oc.select:a}']\n",
      "a: ['${oc.create:${oc.select:a}}']\n",
    ]
  ) {
    assert.equal(failure({ "config.yaml": text }).errorClass, "InterpolationResolutionError", text);
  }
});

Deno.test("now is the time that was given", () => {
  assert.equal(composed({ "config.yaml": "t: ${now:%Y-%m-%d_%H-%M-%S}\n" }), "t: 2024-05-06_07-08-09\n");
});

Deno.test("a config module without __init__.py says what to do instead", () => {
  const { hint } = assertThrowsHydra(() => {
    composeAndDump({ ...request({ "config.yaml": "a: 1\n" }), configModule: "pkg.conf" }, "params.yaml");
  });

  assert.equal(
    hint,
    "an installed package cannot be searched without Python; name its directory with hydra.config_dir",
  );
});

function assertThrowsHydra(act: () => void): HydraError {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof HydraError);
    return error;
  }
  assert.fail("nothing was thrown");
}

Deno.test("each kind of broken YAML has the class of PyYAML's error", () => {
  const cases: Record<string, string> = {
    "a: [1\n": "ParserError",
    "a: {b: ???}\n": "ParserError",
    "a:\n- 1\nb\n": "ScannerError",
    "a: 'x\n": "ScannerError",
    "a: @x\n": "ScannerError",
    "a: b: c\n": "ScannerError",
    'a: "\\x"\n': "ScannerError",
    "a: *x\n": "ComposerError",
    "a: &x 1\nb: &x 2\n": "ComposerError",
    "a: 1\n---\nb: 2\n": "ComposerError",
    "a: 1\na: 2\n": "ConstructorError",
    "a: !custom 1\n": "ConstructorError",
    "a: =\n": "ConstructorError",
    "a: {<<: 5}\n": "ConstructorError",
  };

  for (const [text, errorClass] of Object.entries(cases)) {
    assert.equal(failure({ "config.yaml": text }).errorClass, errorClass, text);
  }
});

Deno.test("a sweep inside of a choice or a value is an error of its own class", () => {
  assert.equal(
    failure({ "config.yaml": "defaults: [db: pg]\n", ...DB }, ["db=[choice(pg,mysql)]"]).errorClass,
    "TypeError",
  );
  assert.equal(failure({ "config.yaml": "defaults: [db: pg]\n", ...DB }, ["~db=[glob(*)]"]).errorClass, "ValueError");
  assert.equal(failure({ "config.yaml": "a: 1\n" }, ["a=[range(3)]"]).causeClass, "ValidationError");
  for (
    const [value, cause] of [["[choice(1,2)]", "ValidationError"], ["[range(3)]", undefined], [
      "{b:choice(1,2)}",
      undefined,
    ]]
  ) {
    assert.equal(failure({ "config.yaml": "a: [1]\n" }, [`~a=${value}`]).causeClass, cause, value);
  }
});

Deno.test("as to PyYAML, a tab may stand in texts and comments only", () => {
  assert.equal(composed({ "config.yaml": "a: 'x\ty'\nb: 1 #\tc\nc: |\n  x\ty\n" }).split("\n", 1)[0], 'a: "x\\ty"');
  for (const text of ["a:\t1\n", "a: 1\t\n", "a:\n\tb: 1\n", "a: x\ty\n"]) {
    assert.equal(failure({ "config.yaml": text }).errorClass, "ScannerError", text);
  }
});
