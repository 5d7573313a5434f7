// Command control-plane is a whole Kubernetes control plane in one program, for tests: its first argument chooses the
// component, the rest are that component's own flags. One program links what the components share once, so it builds
// in less time and disk than four.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	_ "time/tzdata" // a CronJob's time zone

	"github.com/spf13/cobra"
	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
)

func main() {
	if len(os.Args) < 2 {
		fail("which component? etcd, kube-apiserver, kube-controller-manager or kube-scheduler")
	}
	component := os.Args[1]
	// Each component reads its flags where it would find them as a program of its own.
	os.Args = append([]string{filepath.Join(filepath.Dir(os.Args[0]), component)}, os.Args[2:]...)
	switch component {
	case "etcd":
		etcdmain.Main(os.Args)
	case "kube-apiserver":
		run(apiserver.NewAPIServerCommand())
	case "kube-controller-manager":
		run(controllermanager.NewControllerManagerCommand())
	case "kube-scheduler":
		run(scheduler.NewSchedulerCommand())
	default:
		fail("no such component: " + component)
	}
}

func run(command *cobra.Command) {
	os.Exit(cli.Run(command))
}

func fail(message string) {
	fmt.Fprintln(os.Stderr, message)
	os.Exit(1)
}
