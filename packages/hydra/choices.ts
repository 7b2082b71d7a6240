/** The choices made for config groups: on the command line and by `override` items, and which of them were used. */
import type { Node } from "./config_tree.ts";
import type { ConfigFiles } from "./config_files.ts";
import { type Choice, type GroupItem, groupPath, overrideKey, type Surroundings } from "./defaults_item.ts";
import { HydraError } from "./hydra_error.ts";
import { DictValue, type Override } from "./override.ts";
import { looseData } from "./override_data.ts";

interface MadeChoice {
  readonly value: Choice;
  /** The config whose `override` item made it; undefined for the command line. */
  readonly madeIn: string | undefined;
  used: boolean;
}

export class Choices {
  /** `+group=name` of the command line: items at the end of the primary config's list. */
  readonly added: readonly GroupItem[];
  /** What is no choice: overrides of values, for the composed config. */
  readonly valueOverrides: readonly Override[];
  /** The name taken for each override key so far. */
  readonly taken = new Map<string, Choice>();

  private readonly keysOfGroup = new Map<string, Set<string>>();
  private readonly made = new Map<string, MadeChoice>();
  private readonly deletions = new Map<string, { readonly name: string | null; used: boolean }>();

  /** Sorts the overrides of the command line. @throws {HydraError} */
  constructor(files: ConfigFiles, overrides: readonly Override[]) {
    const added: GroupItem[] = [];
    const valueOverrides: Override[] = [];
    for (const override of overrides) {
      if (override.value instanceof DictValue || !files.isGroup(override.key)) valueOverrides.push(override);
      else if (override.type === "DEL") this.addDeletion(override);
      else this.addChoice(override, added);
    }
    this.added = added;
    this.valueOverrides = valueOverrides;
  }

  private addDeletion(override: Override): void {
    const name = looseData(override.value);
    if (name !== null && typeof name !== "string") {
      throw invalidChoice("ValueError", `'${override.input}': the choice to delete must be a name`);
    }
    this.deletions.set(choiceKey(override), { name, used: false });
  }

  private addChoice(override: Override, added: GroupItem[]): void {
    if (override.type === "FORCE_ADD") {
      throw invalidChoice(
        "ConfigCompositionException",
        `'${override.input}': a config group is added with one plus`,
        `write ${override.input.slice(1)}`,
      );
    }
    const value = looseData(override.value);
    if (typeof value !== "string" && !Array.isArray(value)) {
      throw invalidChoice("ValueError", `'${override.input}': the choice from a config group must be a name or a list`);
    }
    if (override.type === "ADD") {
      const { key: group, package: target } = override;
      added.push({ kind: "group", group, value: value as Choice, package: target, optional: false, override: false });
    } else {
      this.made.set(choiceKey(override), { value: value as Choice, madeIn: undefined, used: false });
    }
  }

  /** Notes an `override` item; who came first wins. */
  addOverrideItem(item: GroupItem, around: Surroundings, madeIn: string): void {
    const key = overrideKey(item, around);
    if (!this.made.has(key)) this.made.set(key, { value: item.value, madeIn, used: false });
  }

  /** The item with the choice that was made for it, if one was. */
  apply(item: GroupItem, around: Surroundings): GroupItem {
    const choice = this.made.get(overrideKey(item, around));
    if (choice === undefined) return item;
    choice.used = true;
    return { ...item, value: choice.value };
  }

  /** Whether the command line deletes the item; notes that it did. */
  takeDeletion(item: GroupItem, around: Surroundings): boolean {
    const deletion = this.deletions.get(overrideKey(item, around));
    if (deletion === undefined || (deletion.name !== null && deletion.name !== item.value)) return false;
    deletion.used = true;
    return true;
  }

  /** @throws {HydraError} when another name was taken for the same key */
  noteTaken(item: GroupItem, around: Surroundings): void {
    const key = overrideKey(item, around);
    const before = this.taken.get(key);
    if (this.taken.has(key) && before !== item.value) {
      throw invalidChoice(
        "ConfigCompositionException",
        `two names are chosen for '${key}': '${item.value}' and '${before}'`,
        `in a defaults list, write override ${key}: ${before}`,
      );
    }
    this.taken.set(key, item.value);
    const group = groupPath(item, around);
    this.keysOfGroup.set(group, (this.keysOfGroup.get(group) ?? new Set()).add(key));
  }

  /** @throws {HydraError} for a choice or a deletion that met no item */
  checkAllUsed(): void {
    for (const [key, choice] of this.made) {
      if (choice.used) continue;
      const where = choice.madeIn === undefined ? "" : `in '${choice.madeIn}': `;
      const near = [...this.keysOfGroup.get(key.split("@", 1)[0] ?? "") ?? []];
      const hint = near.length > 0
        ? `did you mean ${near.join(" or ")}?`
        : choice.madeIn === undefined
        ? `to add it to the defaults list, write +${key}=${shownChoice(choice.value)}`
        : "an override item changes an item that another defaults list has";
      throw invalidChoice("ConfigCompositionException", `${where}there is no '${key}' in the defaults list`, hint);
    }
    for (const [key, deletion] of this.deletions) {
      if (deletion.used) continue;
      const item = deletion.name === null ? key : `${key}=${deletion.name}`;
      throw invalidChoice("ConfigCompositionException", `cannot delete '${item}': it is not in the defaults list`);
    }
  }
}

function choiceKey(override: Override): string {
  return override.package === undefined ? override.key : `${override.key}@${override.package}`;
}

function shownChoice(value: Choice): string {
  return Array.isArray(value) ? `[${(value as readonly Node[]).join(",")}]` : String(value);
}

function invalidChoice(
  errorClass: "ValueError" | "ConfigCompositionException",
  message: string,
  hint?: string,
): HydraError {
  return new HydraError(errorClass, message, {
    kind: "invalid-override",
    hint,
  });
}
