// Package steps runs named checks one after the other and prints a line for each: what the harness
// reads. The same protocol as ../python/steps.py.
package steps

import (
	"bufio"
	"fmt"
	"os"
	"reflect"
	"runtime/debug"
	"strings"
	"time"
)

// Limit is how long Until waits.
const Limit = 30 * time.Second

type check struct {
	name string
	run  func()
}

// Skipped is what a check panics with that cannot be made here; it says why.
type Skipped string

var (
	checks []check
	count  int
	input  = bufio.NewReader(os.Stdin)
)

// Check registers a check; they run in the order of registration and pass when they do not panic.
func Check(name string, run func()) {
	checks = append(checks, check{name, run})
}

// Unique is a name no earlier run used.
func Unique(prefix string) string {
	count++
	return fmt.Sprintf("%s-%d-%d-%d", prefix, time.Now().UnixMilli(), os.Getpid(), count)
}

// RestartBroker has the harness, over the pipe, stop the broker cleanly and start it again.
func RestartBroker() {
	fmt.Println("ask restart")
	answer, _ := input.ReadString('\n')
	if strings.TrimSpace(answer) != "done" {
		panic("Cannot go on after the restart: " + answer)
	}
}

// Until waits until the condition is true; what names it in the error.
func Until(what string, condition func() bool) {
	deadline := time.Now().Add(Limit)
	for !condition() {
		if time.Now().After(deadline) {
			panic(fmt.Sprintf("Not within %s: %s", Limit, what))
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// Equal panics where the two differ, with both in the message.
func Equal(found, wanted any, what string) {
	if !reflect.DeepEqual(found, wanted) {
		panic(fmt.Sprintf("%s: wanted %s, found %s", what, brief(wanted), brief(found)))
	}
}

// Must panics with an error that is none of nil.
func Must(err error) {
	if err != nil {
		panic(err)
	}
}

// Got is the value of a call that must succeed.
func Got[T any](value T, err error) T {
	Must(err)
	return value
}

// Numbered is prefix0 to prefix(length-1).
func Numbered(length int, prefix string) []string {
	texts := make([]string, length)
	for i := range texts {
		texts[i] = fmt.Sprintf("%s%d", prefix, i)
	}
	return texts
}

func brief(value any) string {
	text := fmt.Sprintf("%v", value)
	if len(text) > 300 {
		return text[:300] + "..."
	}
	return text
}

// Run runs every check and ends the process, with status 0 when all passed.
func Run() {
	failed := 0
	for _, each := range checks {
		if !outcome(each) {
			failed++
		}
	}
	if failed > 0 {
		os.Exit(1)
	}
	os.Exit(0)
}

func outcome(each check) (passed bool) {
	defer func() {
		problem := recover()
		if problem == nil {
			return
		}
		if reason, isSkip := problem.(Skipped); isSkip {
			fmt.Printf("skip %s: %s\n", each.name, string(reason))
			return
		}
		passed = false
		fmt.Fprintf(os.Stderr, "%v\n%s\n", problem, debug.Stack())
		reason := strings.ReplaceAll(fmt.Sprint(problem), "\n", " ")
		fmt.Printf("FAIL %s: %s\n", each.name, reason)
	}()
	passed = true
	each.run()
	fmt.Println("ok " + each.name)
	return passed
}
