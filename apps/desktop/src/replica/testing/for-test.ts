import { onTestFinished } from 'vitest';
import { GivenMachine, type GivenMachineOptions } from './given-machine.ts';
import { type GivenTenant, givenTenant, type GivenTenantOptions } from './given-tenant.ts';

/** Makes a given tenant that is closed at the end of the test. */
export async function tenantForTest(options?: GivenTenantOptions): Promise<GivenTenant> {
  const device = await givenTenant(options);
  onTestFinished(device.end);
  return device;
}

/** Makes a given machine that is removed at the end of the test. */
export function machineForTest(options?: GivenMachineOptions): GivenMachine {
  const machine = new GivenMachine(options);
  onTestFinished(() => machine.end());
  return machine;
}
