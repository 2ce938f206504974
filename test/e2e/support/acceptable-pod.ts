/** An object that was made up, with any field. */
export interface Loose {
  // biome-ignore lint/suspicious/noExplicitAny: made above, with any field
  [field: string]: any;
}

/** Takes away what the API server refuses before any policy sees it; a few such combinations are left to it. */
export function acceptable(spec: Loose, isAnnotated: boolean): Loose {
  const made: Loose = { ...spec };
  if (made.hostUsers === false) for (const field of ['hostPID', 'hostIPC', 'hostNetwork']) delete made[field];
  if (made.hostPID === true) delete made.shareProcessNamespace;
  const context = (given: Loose): Loose => {
    const { sysctls, appArmorProfile, procMount, allowPrivilegeEscalation, ...rest } = given;
    const needsEscalation = rest.privileged === true;
    return {
      ...rest,
      ...(sysctls === undefined || made.hostNetwork === true || made.hostIPC === true ? {} : { sysctls }),
      ...(appArmorProfile === undefined || isAnnotated ? {} : { appArmorProfile }),
      ...(procMount === undefined || made.hostUsers !== false ? {} : { procMount }),
      ...(allowPrivilegeEscalation === undefined || needsEscalation ? {} : { allowPrivilegeEscalation }),
    };
  };
  if (made.securityContext) made.securityContext = context(made.securityContext);
  const fix = (container: Loose): Loose => {
    const fixed: Loose = { ...container };
    if (made.hostNetwork === true) fixed.ports = fixed.ports?.map(({ hostPort: _, ...port }: Loose) => port);
    if (fixed.resources) fixed.resources = ordered(fixed.resources);
    if (fixed.securityContext) fixed.securityContext = context(fixed.securityContext);
    return fixed;
  };
  if (made.resources) made.resources = ordered(made.resources);
  for (const list of ['containers', 'initContainers']) if (made[list]) made[list] = made[list].map(fix);
  return made;
}

/** A request must not be more than its limit, and a limit that is null is zero. */
function ordered({ requests, limits, ...rest }: Loose): Loose {
  if (!requests || !limits) return { ...rest, requests, limits };
  const asked = Object.entries(requests).flatMap(([key, value]) =>
    limits[key] === null ? [] : [[key, limits[key] ?? value]],
  );
  return { ...rest, requests: Object.fromEntries(asked), limits };
}
