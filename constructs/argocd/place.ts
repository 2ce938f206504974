/** The namespace that Argo CD runs in, and the only one that it reads Applications and AppProjects from. */
export const ARGOCD_NAMESPACE = 'argocd';

/** How Argo CD names the cluster that it runs in. */
export const IN_CLUSTER = 'https://kubernetes.default.svc';

/** The folder of the repository that Argo CD reads. */
export const MANIFESTS = 'manifests';

export const ARGOCD_API_VERSION = 'argoproj.io/v1alpha1';

/**
 * Keeps an Application until what it deployed is deleted, dependents included, and an AppProject until its last
 * Application is gone.
 * https://argo-cd.readthedocs.io/en/stable/user-guide/app_deletion/#about-the-deletion-finalizer
 */
export const RESOURCES_FINALIZER = 'resources-finalizer.argocd.argoproj.io';
