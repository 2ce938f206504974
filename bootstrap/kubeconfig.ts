import * as pulumi from '@pulumi/pulumi';
import { UserError } from '../model/errors.ts';

/**
 * The setting `kubeconfig` of the Pulumi stack: the content of a kubeconfig, as a secret.
 *
 * @throws UserError when it is missing or blank: the provider would take the kubeconfig of whoever runs it, and with it
 * perhaps another cluster
 */
export function secretKubeconfig(stack: string): pulumi.Output<string> {
  const settings = new pulumi.Config();
  const written = pulumi.runtime.getConfig(`${settings.name}:kubeconfig`) ?? '';
  if (written.trim() === '') {
    throw new UserError({
      subject: `Pulumi stack "${stack}"`,
      message: `has no kubeconfig; set it with: pulumi config set --secret kubeconfig --stack ${stack} < kubeconfig.yaml`,
    });
  }
  return settings.requireSecret('kubeconfig');
}
