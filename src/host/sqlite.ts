import process from "node:process";
import type { StatementSync } from "node:sqlite";
import { refuseEndless } from "./endless.ts";
import { asking, askingEach } from "./machine_error.ts";

type SqlValue = null | number | bigint | string | Uint8Array;

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

/**
 * @param path of the file, which is made when it is not there; its folder is
 * @throws {MachineError} `damaged` when it is no database
 */
export function openDatabase(path: string): Database {
  const db = asking("openDatabase", path, () => {
    refuseEndless(path);
    return new (sqlite().DatabaseSync)(path);
  });
  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string): StatementSync => {
    let statement = statements.get(sql);
    if (statement === undefined) {
      statement = db.prepare(sql);
      statement.setReadBigInts(true);
      statements.set(sql, statement);
    }
    return statement;
  };
  return {
    ...askingEach({
      exec: (script: string) => db.exec(script),
      row: (sql: string, ...values: SqlValue[]) => prepared(sql).get(...values),
      run: (sql: string, ...values: SqlValue[]) => void prepared(sql).run(...values),
    }, path),
    [Symbol.dispose]: () => db.close(),
  };
}
