/** IndexedDB with promises, and nothing more. One database a person, so that two people on one machine never mix. */
const STORES = ["outbox", "drafts", "kept"] as const;
export type StoreName = (typeof STORES)[number];

export function openDatabase(account: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(`labelproof-${account}`, 1);
    request.onupgradeneeded = () => {
      for (const name of STORES) request.result.createObjectStore(name);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("indexeddb"));
    request.onblocked = () => reject(new Error("indexeddb.blocked"));
  });
}

function settle<T>(request: IDBRequest<T>, transaction: IDBTransaction): Promise<T> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = () => reject(transaction.error ?? new Error("indexeddb"));
    transaction.onabort = () => reject(transaction.error ?? new Error("indexeddb.abort"));
  });
}

/** Resolves once the transaction has completed: only then may a screen say "on this device". */
export function put(db: IDBDatabase, store: StoreName, key: string, value: unknown): Promise<IDBValidKey> {
  const transaction = db.transaction(store, "readwrite", { durability: "strict" });
  return settle(transaction.objectStore(store).put(value, key), transaction);
}

export function get<T>(db: IDBDatabase, store: StoreName, key: string): Promise<T | undefined> {
  const transaction = db.transaction(store, "readonly");
  return settle(transaction.objectStore(store).get(key) as IDBRequest<T | undefined>, transaction);
}

export function all<T>(db: IDBDatabase, store: StoreName): Promise<T[]> {
  const transaction = db.transaction(store, "readonly");
  return settle(transaction.objectStore(store).getAll() as IDBRequest<T[]>, transaction);
}

export function remove(db: IDBDatabase, store: StoreName, key: string): Promise<undefined> {
  const transaction = db.transaction(store, "readwrite", { durability: "strict" });
  return settle(transaction.objectStore(store).delete(key), transaction);
}
