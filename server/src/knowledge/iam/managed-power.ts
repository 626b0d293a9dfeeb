/** What a managed policy of AWS's may give away on everything, each called by the rule that says so of a policy of one's own. */
export type ManagedPower =
  | "full-admin"
  | "privilege-escalation"
  | "unrestricted-pass-role"
  | "workload-takeover"
  | "unrestricted-impersonation"
  | "unrestricted-permission-change"
  | "unrestricted-data-access";

/** The letters that stand for them where they are packed. */
export const powerLetters: Readonly<Record<ManagedPower, string>> = {
  "full-admin": "a",
  "privilege-escalation": "e",
  "unrestricted-pass-role": "p",
  "workload-takeover": "t",
  "unrestricted-impersonation": "k",
  "unrestricted-permission-change": "c",
  "unrestricted-data-access": "s",
};

/** What each comes to, said of whoever has it. */
export const managedPowerWords: Readonly<Record<ManagedPower, string>> = {
  "full-admin": "may do everything",
  "privilege-escalation": "can take every other right",
  "unrestricted-pass-role": "may pass any role to any service",
  "workload-takeover": "may take over running workloads",
  "unrestricted-impersonation": "gets credentials",
  "unrestricted-permission-change": "changes who has access",
  "unrestricted-data-access": "reads what others keep",
};
