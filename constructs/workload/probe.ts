import type { WorkloadPort } from './workload.ts';

/** How often and how patiently to ask: https://kubernetes.io/docs/concepts/workloads/pods/probes/ */
export interface ProbeTiming {
  /**
   * Seconds between two probes.
   * @default 10 for liveness, 5 for readiness, 2 for startup
   */
  readonly periodSeconds?: number;
  /**
   * Seconds to wait for an answer.
   * @default 5 for liveness, 3 for readiness and startup
   */
  readonly timeoutSeconds?: number;
  /**
   * Failures in a row that count.
   * @default 6 for liveness (a restart after a minute), 3 for readiness, 60 for startup (two minutes to start)
   */
  readonly failureThreshold?: number;
  /**
   * Successes in a row that make a container ready again. Liveness and startup allow 1 only.
   * @default 1
   */
  readonly successThreshold?: number;
  /**
   * Seconds from the start of the container to the first probe. A startup probe is the better way to wait.
   * @default 0
   */
  readonly initialDelaySeconds?: number;
}

export interface HttpProbeOptions extends ProbeTiming {
  /**
   * HTTPS does not check the certificate.
   * @default "HTTP"
   */
  readonly scheme?: 'HTTP' | 'HTTPS';
  /**
   * Headers to send.
   * @default none
   */
  readonly headers?: Readonly<Record<string, string>>;
}

type Check =
  | { readonly kind: 'http'; readonly path: string; readonly port: string | number; readonly options: HttpProbeOptions }
  | { readonly kind: 'tcp'; readonly port: string | number }
  | { readonly kind: 'exec'; readonly command: readonly string[] }
  | { readonly kind: 'grpc'; readonly port: string | number; readonly service?: string };

/** What tells whether a container lives, is ready, or has started: made by `http()`, `tcp()`, `exec()` or `grpc()`. */
export interface ProbeSpec {
  readonly check: Check;
  readonly timing: ProbeTiming;
}

/**
 * An HTTP GET that succeeds with a status from 200 to 399.
 *
 * @param port name of a port of the container, or its number
 */
export function http(path: string, port: string | number, options: HttpProbeOptions = {}): ProbeSpec {
  return { check: { kind: 'http', path, port, options }, timing: options };
}

/**
 * A TCP connection that opens.
 *
 * @param port name of a port of the container, or its number
 */
export function tcp(port: string | number, timing: ProbeTiming = {}): ProbeSpec {
  return { check: { kind: 'tcp', port }, timing };
}

/** A command in the container that exits with 0. No shell runs it. */
export function exec(command: readonly string[], timing: ProbeTiming = {}): ProbeSpec {
  return { check: { kind: 'exec', command }, timing };
}

/**
 * The gRPC health protocol: https://github.com/grpc/grpc/blob/master/doc/health-checking.md
 *
 * @param port name of a port of the container, or its number
 * @param service what to ask the server about; the server as a whole when left out
 */
export function grpc(port: string | number, service?: string, timing: ProbeTiming = {}): ProbeSpec {
  return { check: { kind: 'grpc', port, ...(service === undefined ? {} : { service }) }, timing };
}

export type ProbePurpose = 'liveness' | 'readiness' | 'startup';

// liveness is the slowest: a restart helps against a deadlock and against nothing else
const TIMING: Readonly<Record<ProbePurpose, ProbeTiming>> = {
  liveness: { periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 },
  readiness: { periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 3 },
  startup: { periodSeconds: 2, timeoutSeconds: 3, failureThreshold: 60 },
};

/** The port that a probe asks, or undefined when it asks none. */
export function probePort({ check }: ProbeSpec): string | number | undefined {
  return check.kind === 'exec' ? undefined : check.port;
}

/**
 * What the API server would refuse.
 *
 * @param purpose what the probe is for: only readiness may ask for several successes
 */
export function invalidProbe({ check, timing }: ProbeSpec, purpose: string): string[] {
  const { initialDelaySeconds = 0, successThreshold = 1, ...counts } = timing;
  const problems: string[] = [];
  for (const field of ['periodSeconds', 'timeoutSeconds', 'failureThreshold'] as const) {
    const value = counts[field] ?? 1;
    if (!isWhole(value, 1)) problems.push(`${field} ${value} is refused; use a whole number from 1`);
  }
  if (!isWhole(initialDelaySeconds, 0)) {
    problems.push(`initialDelaySeconds ${initialDelaySeconds} is refused; use a whole number from 0`);
  }
  if (!isWhole(successThreshold, 1) || (purpose !== 'readiness' && successThreshold !== 1)) {
    problems.push(`successThreshold ${successThreshold} is refused; leave it out, or use more than 1 for readiness`);
  }
  if (check.kind === 'http' && !check.path.startsWith('/')) {
    problems.push(`path "${check.path}" is relative; begin it with "/"`);
  }
  if (check.kind === 'exec' && check.command.length === 0) problems.push('the command is empty; say what to run');
  return problems;
}

function isWhole(value: number, least: number): boolean {
  return Number.isInteger(value) && value >= least;
}

/** A probe as a container says it. Kubernetes takes no name for the port of a gRPC probe, so its number is looked up. */
export function probeJson(
  { check, timing }: ProbeSpec,
  purpose: ProbePurpose,
  ports: ReadonlyMap<string, WorkloadPort>,
): Record<string, unknown> {
  const defaults = TIMING[purpose];
  return {
    ...checkJson(check, ports),
    periodSeconds: timing.periodSeconds ?? defaults.periodSeconds,
    timeoutSeconds: timing.timeoutSeconds ?? defaults.timeoutSeconds,
    failureThreshold: timing.failureThreshold ?? defaults.failureThreshold,
    ...(timing.successThreshold === undefined ? {} : { successThreshold: timing.successThreshold }),
    ...(timing.initialDelaySeconds === undefined ? {} : { initialDelaySeconds: timing.initialDelaySeconds }),
  };
}

function checkJson(check: Check, ports: ReadonlyMap<string, WorkloadPort>): Record<string, unknown> {
  switch (check.kind) {
    case 'http': {
      const { scheme, headers = {} } = check.options;
      const httpHeaders = Object.entries(headers).map(([name, value]) => ({ name, value }));
      return {
        httpGet: {
          path: check.path,
          port: check.port,
          ...(scheme === undefined ? {} : { scheme }),
          ...(httpHeaders.length === 0 ? {} : { httpHeaders }),
        },
      };
    }
    case 'tcp':
      return { tcpSocket: { port: check.port } };
    case 'exec':
      return { exec: { command: [...check.command] } };
    case 'grpc': {
      const port = typeof check.port === 'number' ? check.port : ports.get(check.port)?.number;
      return { grpc: { port, ...(check.service === undefined ? {} : { service: check.service }) } };
    }
  }
}
