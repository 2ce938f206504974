import { UserError } from '../model/errors.ts';

/**
 * Imports a part of day 0. Pulumi's packages are for those who run it, so not everybody has them.
 *
 * @throws UserError that says how to get them
 */
export async function importDayZero<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const { code, message = '' } = (typeof error === 'object' ? error : {}) as Partial<NodeJS.ErrnoException>;
    if (code !== 'ERR_MODULE_NOT_FOUND' || !message.includes('@pulumi/')) throw error;
    throw new UserError({
      subject: 'stele bootstrap',
      message: 'takes the packages of Pulumi; run: npm install --save-dev @pulumi/pulumi @pulumi/kubernetes',
    });
  }
}
