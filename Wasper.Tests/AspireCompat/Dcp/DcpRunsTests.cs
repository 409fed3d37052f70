using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.Dcp;
using Aspire.Hosting.Dcp.Objects;
using Aspire.Hosting.Dcp.Runs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Wasper.Tests.AspireCompat.Dcp;

public sealed class DcpRunsTests
{
    private readonly DcpRunListener _listener = new();

    [Fact]
    public async Task Start_Process_TellsStatesAndLines()
    {
        await using var run = await DcpTestRun.StartAsync();
        await using var runs = Runs(run);

        await runs.StartAsync(Shell("short", "echo out; echo err >&2; exit 3"), DcpTestRun.Token);
        await _listener.WaitAsync("short", state => state.HasEnded);
        var ended = runs.Find("short")!;

        Assert.Equal("Finished", ended.State);
        Assert.Equal(3, ended.ExitCode);
        Assert.True(ended.Finished >= ended.Started);
        Assert.Equal(["-c", "echo out; echo err >&2; exit 3"], ended.Arguments);
        Assert.Contains(ended.Environment, variable => variable is { Name: "WASPER_TEST", Value: "1" });
        Assert.Contains(await _listener.WaitForLineAsync("short", "out"), line => line is { Text: "out", IsError: false, Timestamp: not null });
        Assert.Contains(await _listener.WaitForLineAsync("short", "err"), line => line is { Text: "err", IsError: true });
        Assert.Equal("Starting", _listener.States("short")[0]);
    }

    [Fact]
    public async Task Stop_TreeIgnoresSigterm_KillsItAfterTheGrace()
    {
        await using var run = await DcpTestRun.StartAsync();
        await using var runs = Runs(run);
        await runs.StartAsync(Shell("stubborn", "trap '' TERM; sh -c 'trap \"\" TERM; while :; do sleep 0.1; done' & echo $!; while :; do sleep 0.1; done"), DcpTestRun.Token);
        var lines = await _listener.WaitForLineAsync("stubborn", null);
        var child = int.Parse(lines[0].Text, System.Globalization.CultureInfo.InvariantCulture);
        var running = await _listener.WaitAsync("stubborn", state => state is { State: "Running", Pid: > 0 });

        var watch = Stopwatch.StartNew();
        await runs.StopAsync("stubborn", DcpTestRun.Token);

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10));
        Assert.True(runs.Find("stubborn")!.HasEnded);
        Assert.False(DcpTestRun.Lives(child));
        Assert.False(DcpTestRun.Lives(running.Pid!.Value));
    }

    [Fact]
    public async Task Start_AgainAfterStop_IsANewProcess()
    {
        await using var run = await DcpTestRun.StartAsync();
        await using var runs = Runs(run);
        var shell = Shell("again", "trap 'exit 0' TERM; echo pid $$; while :; do sleep 0.1; done");
        await runs.StartAsync(shell, DcpTestRun.Token);
        var first = (await _listener.WaitAsync("again", state => state is { State: "Running", Pid: > 0 })).Pid;
        await _listener.WaitForLineAsync("again", $"pid {first}");
        await Assert.ThrowsAsync<DcpException>(() => runs.StartAsync(shell, DcpTestRun.Token));

        await runs.StopAsync("again", DcpTestRun.Token);
        await runs.StopAsync("again", DcpTestRun.Token);
        await runs.StartAsync(shell, DcpTestRun.Token);
        var second = (await _listener.WaitAsync("again", state => state is { State: "Running", Pid: > 0 } && state.Pid != first)).Pid;

        Assert.NotEqual(first, second);
        await _listener.WaitForLineAsync("again", $"pid {second}");
    }

    [Fact]
    public async Task Start_NoSuchFile_TellsWhy()
    {
        await using var run = await DcpTestRun.StartAsync();
        await using var runs = Runs(run);

        await runs.StartAsync(new DcpExecutable { Metadata = new DcpMetadata { Name = "missing" }, Spec = new DcpExecutableSpec { ExecutablePath = "/nowhere/binary" } }, DcpTestRun.Token);
        var failed = await _listener.WaitAsync("missing", state => state.HasEnded);

        Assert.Equal("FailedToStart", failed.State);
        Assert.Equal("'missing' could not be started: there is no file '/nowhere/binary'.", failed.Failure);
        var line = Assert.Single(await _listener.WaitForLineAsync("missing", null));
        Assert.Contains("no such file", line.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Allocate_PortInUse_NamesThePort()
    {
        await using var run = await DcpTestRun.StartAsync();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var service = new DcpService { Metadata = new DcpMetadata { Name = "web" }, Spec = new DcpServiceSpec { Port = port } };

        var exception = await Assert.ThrowsAsync<DcpException>(() => run.Client.AllocateAsync([service], DcpTestRun.Token));

        Assert.Contains($"Port {port}, for 'web'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Allocate_NoPorts_GivesDifferentOnesSoon()
    {
        await using var run = await DcpTestRun.StartAsync();
        var names = Enumerable.Range(0, 5).Select(index => $"service{index}").ToList();

        var services = await run.Client.AllocateAsync(names.Select(name => new DcpService { Metadata = new DcpMetadata { Name = name }, Spec = new DcpServiceSpec() }), DcpTestRun.Token);

        Assert.Equal(names, services.Select(service => service.Metadata.Name));
        Assert.Equal(5, services.Select(service => service.Status!.EffectivePort).Distinct().Count());
        Assert.All(services, service => Assert.Equal("localhost", service.Status!.EffectiveAddress));
    }

    private static DcpExecutable Shell(string name, string script) => new()
    {
        Metadata = new DcpMetadata { Name = name },
        Spec = new DcpExecutableSpec { ExecutablePath = "/bin/sh", Args = ["-c", script], Env = [new DcpEnvVar("WASPER_TEST", "1")], AmbientEnvironment = DcpAmbientEnvironment.Inherit },
    };

    private DcpRuns Runs(DcpTestRun run) => new(run.Client, _listener, TimeSpan.FromSeconds(1), NullLogger.Instance);
}
