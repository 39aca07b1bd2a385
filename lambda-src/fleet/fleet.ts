import { attach } from "./attach";
import { cleanUp } from "./clean-up";
import { clear } from "./clear";
import { close } from "./close";
import { drain } from "./drain";
import type { FleetEvent } from "./event";
import { hold } from "./hold";
import { open } from "./open";
import { raise } from "./raise";
import { ready } from "./ready";
import { settle } from "./settle";
import type { World } from "./world";

/** One capacity change, or one question about it, of the state machine. */
export async function fleet(world: World, event: FleetEvent): Promise<unknown> {
  const { token } = event;
  switch (event.action) {
    case "hold":
      return hold(world, token, event.plan);
    case "clear":
      return clear(world, token, event.plan, event.polling);
    case "raise":
      return raise(world, token, event.plan, event.size);
    case "ready":
      return ready(world, event.plan, event, event.polling);
    case "attach":
      return attach(world, token, event.plan);
    case "settle":
      return settle(world, token, event.plan);
    case "drain":
      return drain(world, token, event.plan);
    case "cleanUp":
      return cleanUp(world, token, event.plan);
    case "close":
      return close(world, token);
    case "open":
      return open(world, token);
  }
}
