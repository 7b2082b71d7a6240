import process from "node:process";
import type { DatabaseSync, StatementSync } from "node:sqlite";

export type SqlValue = null | number | bigint | string | Uint8Array;

/** A SQLite file. Integers are read as bigint. */
export interface Database extends Disposable {
  /** Any number of statements, without values. */
  exec(script: string): void;
  /** The first row of an answer. */
  row(sql: string, ...values: SqlValue[]): Readonly<Record<string, SqlValue>> | undefined;
  /** A statement that answers nothing. */
  run(sql: string, ...values: SqlValue[]): void;
}

/** Loaded on first use: it costs a millisecond that most commands need not pay. */
export function sqlite(): typeof import("node:sqlite") {
  return process.getBuiltinModule("node:sqlite");
}

/** @param path of the file, which is made when it is not there; its folder is */
export function openDatabase(path: string): Database {
  return new OpenDatabase(path);
}

class OpenDatabase implements Database {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(path: string) {
    this.#db = new (sqlite().DatabaseSync)(path);
  }

  exec(script: string): void {
    this.#db.exec(script);
  }

  row(sql: string, ...values: SqlValue[]): Readonly<Record<string, SqlValue>> | undefined {
    return this.#statement(sql).get(...values);
  }

  run(sql: string, ...values: SqlValue[]): void {
    this.#statement(sql).run(...values);
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      statement.setReadBigInts(true);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}
