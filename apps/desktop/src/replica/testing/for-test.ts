import { onTestFinished } from 'vitest';
import { GivenMachine, type GivenMachineOptions } from './given-machine.ts';
import { type GivenTenant, givenTenant, type GivenTenantOptions } from './given-tenant.ts';

/** A given tenant that ends with the test that asks for it. */
export async function tenantForTest(options?: GivenTenantOptions): Promise<GivenTenant> {
  const device = await givenTenant(options);
  onTestFinished(device.end);
  return device;
}

/** The same of a machine. */
export function machineForTest(options?: GivenMachineOptions): GivenMachine {
  const machine = new GivenMachine(options);
  onTestFinished(() => machine.end());
  return machine;
}
