import { ApiError } from '../failures.mjs';

/** What a new flow has in the place of its trigger. */
export const emptyTrigger = { name: 'trigger', type: 'EMPTY', valid: false, settings: {}, displayName: 'Select Trigger' };

/** The operations that change a version, each from the version and the request to its new name and trigger. */
const edits = {
  IMPORT_FLOW: (version, { displayName, trigger }) => ({ displayName: displayName ?? version.displayName, trigger: withNames(trigger) }),
  CHANGE_NAME: ({ trigger }, { displayName }) => ({ displayName, trigger }),
  UPDATE_TRIGGER: ({ displayName, trigger }, request) => ({ displayName, trigger: withNames({ ...request, nextAction: trigger.nextAction }) }),
  ADD_ACTION: ({ displayName, trigger }, { parentStep = 'trigger', action }) => {
    if (find(trigger, action?.name)) {
      throw new ApiError(409, 'FLOW_OPERATION_INVALID', `There is already a step '${action.name}'.`);
    }

    return { displayName, trigger: change(trigger, parentStep, (parent) => ({ ...parent, nextAction: { ...action, nextAction: parent.nextAction } })) };
  },
  UPDATE_ACTION: ({ displayName, trigger }, request) => ({
    displayName,
    trigger: change(trigger, request.name, ({ nextAction }) => ({ ...request, nextAction })),
  }),
  DELETE_ACTION: ({ displayName, trigger }, { names = [] }) => ({ displayName, trigger: names.reduce(without, trigger) }),
};

export const editTypes = Object.keys(edits);

/**
 * @param version The version's `displayName` and `trigger`; neither is changed.
 * @returns The new `displayName`, `trigger` and `valid`.
 */
export function edit(version, type, request) {
  const edited = edits[type](version, request);
  return { ...edited, valid: isValid(edited.trigger) };
}

/** The steps of a flow in their order, the trigger first. */
export function* stepsOf(trigger) {
  for (let step = trigger; step; step = step.nextAction) {
    yield step;
  }
}

function isValid(trigger) {
  return trigger.type === 'PIECE_TRIGGER' && [...stepsOf(trigger)].every((step) => step.valid !== false);
}

function withNames(trigger) {
  if (!trigger?.type) {
    throw new ApiError(400, 'VALIDATION', "A trigger has a 'type': PIECE_TRIGGER or EMPTY.");
  }

  return { ...trigger, name: 'trigger' };
}

function find(trigger, name) {
  return [...stepsOf(trigger)].find((step) => step.name === name);
}

function change(step, name, update) {
  if (!step) {
    throw new ApiError(404, 'STEP_NOT_FOUND', `There is no step '${name}'.`);
  }

  return step.name === name ? update(step) : { ...step, nextAction: change(step.nextAction, name, update) };
}

function without(step, name) {
  if (!step?.nextAction) {
    return step;
  }

  return { ...step, nextAction: step.nextAction.name === name ? step.nextAction.nextAction : without(step.nextAction, name) };
}
