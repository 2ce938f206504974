module stele.dev/tools/argo-rollouts

go 1.26

require github.com/argoproj/argo-rollouts v1.10.1
