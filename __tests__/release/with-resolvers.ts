import { installWithResolvers } from "../../local/step-functions/engine/with-resolvers";

// Imported before the Step Functions interpreter, which asks for it while it loads.
installWithResolvers();
