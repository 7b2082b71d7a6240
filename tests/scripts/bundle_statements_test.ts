import { deepEqual, equal } from "node:assert/strict";
import { parse } from "acorn";
import { asEager, declaredNames, isDeclaring, namesIn, namesReadIn, onceIn } from "../../scripts/bundle_statements.ts";

const statementsOf = (code: string) => parse(code, { ecmaVersion: "latest", sourceType: "module" }).body;
const kindsOf = (code: string) => statementsOf(code).map((node, at, all) => isDeclaring(node, all[at - 1], "w"));

Deno.test("only what does nothing when it is reached may stand elsewhere", () => {
  deepEqual(kindsOf("function f(){} var a; var b=w(()=>{g()}); var x={}; E(x,{y:()=>y});"), [
    "new",
    "new",
    "new",
    "new",
    "with the one before",
  ]);
  deepEqual(
    kindsOf("f(); var a=1; var b=g(()=>{}); let c; class D{} import e from'node:fs'; E(x,{});"),
    Array(7).fill(undefined),
  );
});

Deno.test("a statement names variables, not members", () => {
  const [node] = statementsOf("function f({ a: b = c }) { return d.e[g]({ h: i, j, [k]: 1 }); }");

  deepEqual([...namesIn(node!)].sort(), ["b", "c", "d", "f", "g", "i", "j", "k"]);
  deepEqual(declaredNames(node!), ["f"]);
});

Deno.test("a module reads what it names as it begins, not what its functions name or what it calls", () => {
  const [node] = statementsOf("var m=w(()=>{t={a:read,b:()=>later};called(given)})");

  deepEqual([...namesReadIn(node!, "w")].sort(), ["given", "read", "t"]);
});

Deno.test("functions that were called stand first, in parentheses; others stay as they are", () => {
  const code = "async function f(a){return a}var m=w(()=>{n()}),o=w(()=>{})";
  const [f, m] = statementsOf(code);
  const called = new Set([code.indexOf("(a)"), code.indexOf("()=>{n")]);

  deepEqual(asEager(code, f!, called, "w"), { first: "var f=(async function(a){return a});", text: "" });
  deepEqual(asEager(code, m!, called, "w"), { first: "", text: "var m=w((function(){n()})),o=w(()=>{})" });
  equal(asEager(code, f!, new Set(), "w").text, "async function f(a){return a}");
});

Deno.test("the bundler's function for modules is known by its shape", () => {
  equal(onceIn("var a=1,K$=(e,t)=>()=>(e&&(t=e(e=0)),t);"), "K$");
});
