/** The classes that the presets of clusters name. */
const CLASSES = ['gp3', 'local-path', 'standard-rwo'];

const VOLUMES_OF_A_CLASS = 8;

/** Storage classes, and volumes of each, which claims are bound to. */
export const STORAGE: readonly object[] = CLASSES.flatMap((name) => [
  {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name },
    provisioner: 'kubernetes.io/no-provisioner',
    volumeBindingMode: 'WaitForFirstConsumer',
  },
  ...Array.from({ length: VOLUMES_OF_A_CLASS }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `${name}-${index}` },
    spec: {
      storageClassName: name,
      capacity: { storage: '1Ti' },
      accessModes: ['ReadWriteOnce'],
      persistentVolumeReclaimPolicy: 'Retain',
      // a path that nobody creates: no kubelet looks at it
      hostPath: { path: `/nonexistent/${name}-${index}`, type: '' },
    },
  })),
]);
