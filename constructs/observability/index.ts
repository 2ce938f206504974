export { type Alert, AlertRules, type AlertRulesProps, type Severity } from './alert-rules.ts';
export { type MonitorOptions, monitor } from './monitor.ts';
export { Probe, type ProbeProps } from './probe.ts';
