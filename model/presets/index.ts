export { aks } from './aks.ts';
export { argocdManager } from './argocd-manager.ts';
export { eks } from './eks.ts';
export { gke } from './gke.ts';
export { k3s } from './k3s.ts';
export { kubeadm } from './kubeadm.ts';
export { talos } from './talos.ts';
