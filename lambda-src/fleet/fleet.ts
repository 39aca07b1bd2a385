import { attach } from "./attach";
import { cleanUp } from "./clean-up";
import { clear } from "./clear";
import { drain } from "./drain";
import type { FleetEvent } from "./event";
import { hold } from "./hold";
import { raise } from "./raise";
import { ready } from "./ready";
import { settle } from "./settle";
import type { World } from "./world";

/** One capacity change, or one question about it, of the state machine. */
export async function fleet(world: World, event: FleetEvent): Promise<unknown> {
  const { token, plan } = event;
  switch (event.action) {
    case "hold":
      return hold(world, token, plan);
    case "clear":
      return clear(world, token, plan, event.polling);
    case "raise":
      return raise(world, token, plan, event.size);
    case "ready":
      return ready(world, plan, event, event.polling);
    case "attach":
      return attach(world, token, plan);
    case "settle":
      return settle(world, token, plan);
    case "drain":
      return drain(world, token, plan);
    case "cleanUp":
      return cleanUp(world, token, plan);
  }
}
