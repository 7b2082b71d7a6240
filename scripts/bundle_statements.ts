/** Top-level statements of a minified bundle: which only declare, what they name, how they are compiled with the rest. */
import type { Expression, Function as AnyFunction, ModuleDeclaration, Statement, VariableDeclarator } from "acorn";

type TopLevel = Statement | ModuleDeclaration;

/** What the script of a chunk begins with that a common command needs. */
export const COMMON = "/*common*/";

/** The bundler's function that makes of a module's top level what runs once, when the module is wanted. */
export function onceIn(code: string): string {
  const found = /([\w$]+)=\(([\w$]+),([\w$]+)\)=>\(\)=>\(\2&&\(\3=\2\(\2=0\)\),\3\)/.exec(code);
  if (found === null) throw new Error("the bundler wraps modules otherwise than before");
  return found[1]!;
}

/**
 * May a statement stand elsewhere, as nothing happens when it is reached? Not `let` and classes: those are no members of
 * the global object, from where other scripts' accessors take what they have loaded. `var x={}` and the call behind it,
 * which gives x accessors, stay together: they are what a module exports.
 */
export function isDeclaring(
  node: TopLevel,
  before: TopLevel | undefined,
  once: string,
): "new" | "with the one before" | undefined {
  if (node.type === "FunctionDeclaration") return "new";
  if (node.type === "VariableDeclaration" && node.kind === "var") {
    const isInert = (one: VariableDeclarator) =>
      one.id.type === "Identifier" && (!one.init || moduleBody(one, once) !== undefined);
    return node.declarations.every(isInert) || exportsName(node) !== undefined ? "new" : undefined;
  }
  const name = before && exportsName(before);
  if (name === undefined || node.type !== "ExpressionStatement" || node.expression.type !== "CallExpression") {
    return undefined;
  }
  const [filled, accessors] = node.expression.arguments;
  return filled?.type === "Identifier" && filled.name === name && accessors?.type === "ObjectExpression"
    ? "with the one before"
    : undefined;
}

/** `var x={}` → x */
function exportsName(node: TopLevel): string | undefined {
  if (node.type !== "VariableDeclaration" || node.declarations.length !== 1) return undefined;
  const [{ id, init } = {}] = node.declarations as readonly Partial<VariableDeclarator>[];
  return id?.type === "Identifier" && init?.type === "ObjectExpression" && init.properties.length === 0
    ? id.name
    : undefined;
}

/** A module's top level, which the bundler wraps: `var x = once(() => { … })`. */
function moduleBody({ init }: VariableDeclarator, once: string): AnyFunction | undefined {
  if (init?.type !== "CallExpression" || init.callee.type !== "Identifier" || init.callee.name !== once) {
    return undefined;
  }
  const [body, ...more]: readonly { readonly type: string }[] = init.arguments;
  if (body?.type !== "ArrowFunctionExpression" || more.length > 0) return undefined;
  const arrow = body as AnyFunction & { readonly body: Expression };
  return arrow.params.length === 0 && (arrow.body.type as string) === "BlockStatement" ? arrow : undefined;
}

/** The bodies of modules among a statement's variables, each with the place of its variable. */
export function* moduleBodiesOf(
  node: TopLevel,
  once: string,
): Generator<{ readonly start: number; readonly end: number; readonly body: AnyFunction }> {
  for (const declarator of node.type === "VariableDeclaration" ? node.declarations : []) {
    const body = moduleBody(declarator, once);
    if (body !== undefined) yield { start: declarator.start, end: declarator.end, body };
  }
}

export function declaredNames(node: TopLevel): string[] {
  if (node.type === "FunctionDeclaration" || node.type === "ClassDeclaration") return node.id ? [node.id.name] : [];
  if (node.type !== "VariableDeclaration") return [];
  return node.declarations.flatMap(({ id }) => id.type === "Identifier" ? [id.name] : [...namesIn(id)]);
}

/**
 * All identifiers, but for names of properties; the bundler gives no inner variable the name of an outer one.
 * @param isRead leaves out what is inside of functions, or only called
 */
export function* namesIn(node: object, isRead = false): Generator<string> {
  const { type, computed, name } = node as { type?: string; computed?: boolean; name?: string };
  if (isRead && /Function/.test(type ?? "")) return;
  if (type === "Identifier") yield name!;
  for (const [key, value] of Object.entries(node)) {
    if (isRead && key === "callee" && type === "CallExpression" && (value as Expression).type === "Identifier") {
      continue;
    }
    if ((key === "key" || (key === "property" && type === "MemberExpression")) && computed === false) continue;
    for (const each of Array.isArray(value) ? value : [value]) {
      if (typeof each === "object" && each !== null && "type" in each) yield* namesIn(each, isRead);
    }
  }
}

/**
 * Names whose values are taken when a statement is reached, or the function or module begins that it is: not what inner
 * functions name, and not what is only called, which V8's log tells.
 */
export function* namesReadIn(node: TopLevel, once: string): Generator<string> {
  if (node.type === "FunctionDeclaration") return yield* namesIn(node.body, true);
  if (node.type !== "VariableDeclaration") return yield* namesIn(node, true);
  for (const declarator of node.declarations) {
    const body = moduleBody(declarator, once);
    if (body !== undefined) yield* namesIn(body.body, true);
    else if (declarator.init) yield* namesIn(declarator.init, true);
  }
}

/**
 * A statement whose functions are compiled with what surrounds them. Declared functions become variables; they stand
 * first in their script, so that whoever runs earlier finds them all the same.
 */
export function asEager(
  code: string,
  node: TopLevel,
  compiled: ReadonlySet<number>,
  once: string,
): { first: string; text: string } {
  if (node.type === "FunctionDeclaration" && compiled.has(parametersOf(node, code))) {
    const kind = `${node.async ? "async " : ""}function${node.generator ? "*" : ""}`;
    return { first: `var ${node.id.name}=(${kind}${code.slice(parametersOf(node, code), node.end)});`, text: "" };
  }
  let text = "", at = node.start;
  for (const { body } of moduleBodiesOf(node, once)) {
    if (!compiled.has(parametersOf(body, code))) continue;
    text += `${code.slice(at, body.start)}(${body.async ? "async " : ""}function()${
      code.slice(body.body.start, body.end)
    })`;
    at = body.end;
  }
  return { first: "", text: text + code.slice(at, node.end) };
}

/** Where V8 says that a function begins. */
export function parametersOf(node: AnyFunction, code: string): number {
  if (node.type === "ArrowFunctionExpression") return node.async ? code.indexOf("(", node.start) : node.start;
  return code.indexOf("(", node.id?.end ?? node.start);
}
