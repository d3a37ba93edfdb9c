// The Inspector on an engine that answers from memory, for its tests.
import { FakeEngine, type Scene } from "../ipc/fake";
import { Announcer } from "./announcer.svelte";
import { Inspector } from "./inspector.svelte";

/** The Inspector with its page entered. */
export function make(scene: Scene = {}) {
  const engine = new FakeEngine(scene);
  const announcer = new Announcer();
  const inspector = new Inspector(engine, announcer);
  inspector.enter();
  const called = (verb: string) => engine.calls.filter(([name]) => name === verb).map(([, ...args]) => args);
  return { engine, announcer, inspector, called };
}
