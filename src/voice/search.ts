import type { SearchFaults } from "../search/mod.ts";
import { didYouMean } from "./phrases.ts";
import type { Sayings } from "./saying.ts";

export const SEARCH: Sayings<SearchFaults> = {
  "exists/search": ({ name }) => ({
    exp: `there is a search '${name}' already`,
    hint: `another name, or first: exp search remove ${name}`,
  }),
  "exists/trials": ({ name, trials }) => ({
    exp: `'${trials[0]}' is there already${trials.length > 1 ? `, and ${trials.length - 1} more` : ""}: ` +
      `trials of a search '${name}' would be called so`,
    hint: "another name, or remove them first",
  }),
  "not-found/search": ({ name, nearest }) => ({
    exp: `there is no search '${name}'`,
    hint: didYouMean(nearest) ?? "exp search list has those that there are",
  }),
  "not-found/no-search": () => ({
    exp: "there is no search",
    hint: "exp search new defines one",
  }),
  "not-found/trial": ({ search, trial }) => ({
    exp: `search ${search} has no trial ${trial}`,
    hint: `exp search show ${search} has those that there are`,
  }),
  "usage/trial-not-pruned": ({ name, state }) => `${name} was not pruned: it is ${state}`,
  "usage/trial-without-checkpoint": ({ name }) => ({
    exp: `${name} has no checkpoint to go on from`,
    hint: `exp queue retry ${name} runs it from its beginning`,
  }),
  "usage/which-search": ({ names }) => ({
    exp: `which search? there are ${names.join(", ")}`,
    hint: "name one of them",
  }),
  "invalid-file/search": ({ ref }) => ({
    exp: `${ref} has no definition that can be read`,
    hint: "a newer exp may have made it",
  }),
  "invalid-file/search-key": ({ file, line, key, nearest }) => ({
    exp: `${file}:${line}: there is no key '${key}' in the definition of a search`,
    hint: didYouMean(nearest),
  }),
  "invalid-file/search-value": ({ file, line, key, wanted }) => `${file}:${line}: '${key}' must be ${wanted}`,
  "within/search-file": ({ file, line }, cause) => ({ exp: `${file}:${line}: ${cause?.exp ?? ""}` }),
  "usage/search-constraint": ({ text }) => ({
    exp: `'${text}' is no constraint`,
    hint: "such as 'metrics.json:size <= 10', with one of <, <=, >, >=",
  }),
  "usage/pruner-of-several": () => ({
    exp: "a search with several metrics has no pruner",
    hint: "which trial falls behind is told by one metric alone",
  }),
  "usage/cmaes-of-choice": ({ override }) => ({
    exp: `'${override}': cmaes chooses among numbers alone`,
    hint: "another --sampler, or an interval or a range in place of the choice",
  }),
  "usage/cmaes-of-conditions": () => ({
    exp: "cmaes has no parameters that do not always count",
    hint: "--sampler tpe has",
  }),
  "usage/nothing-to-search": () => ({
    exp: "there is nothing to search: no parameter may vary",
    hint: "give at least one choice, range or interval: -S 'lr=tag(log,interval(1e-5,1e-1))'",
  }),
  "usage/grid-of-interval": ({ override }) => ({
    exp: `'${override}': an interval has no grid`,
    hint: "another --sampler, or a range in place of the interval",
  }),
  "invalid-override/empty-axis": ({ override }) => ({
    exp: `'${override}' has no value to choose`,
    hint: "an interval needs two finite ends, above 0 where it is logarithmic; a range ends before its second number",
  }),
  "invalid-override/log-of-values": ({ override }) => ({
    exp: `'${override}': only an interval can be logarithmic`,
    hint: "for whole numbers: int(tag(log,interval(1,1024)))",
  }),
  "invalid-override/set-twice": ({ first, second }) => ({
    exp: `'${first}' and '${second}' are about one parameter`,
    hint: "leave one of them out",
  }),
  "invalid-override/outside-space": ({ override, sweep }) => ({
    exp: `'${override}' is no point of the search`,
    hint: `it may be what ${sweep} has`,
  }),
  "invalid-override/not-searched": ({ override, nearest }) => ({
    exp: `'${override}': the search does not vary that`,
    hint: didYouMean(nearest) ?? "what is the same in every trial is set by -S",
  }),
  "usage/search-condition": ({ text }) => ({
    exp: `'${text}' is no condition`,
    hint: "such as 'layers>1 -> dropout', with one of =, !=, <, <=, >, >=",
  }),
  "invalid-override/condition-circle": ({ parameters }) => ({
    exp: `whether ${parameters.map((one) => `'${one}'`).join(" and ")} count depends on themselves`,
    hint: "one of them has to count without a condition",
  }),
  "invalid-override/condition-never": ({ text }) => ({
    exp: `'${text}' never holds: the search has no such value`,
    hint: "what depends on it would never vary",
  }),
  "invalid-override/unread-param": ({ file, key, nearest }) => ({
    exp: `no stage reads '${key}' of ${file}`,
    hint: didYouMean(nearest) ?? "name it under params: of the stage that depends on it",
  }),
};
