using System.Diagnostics;
using Aspire.Hosting.Dcp;
using Aspire.Hosting.Dcp.Objects;
using Microsoft.Extensions.Logging.Abstractions;

namespace Wasper.Tests.AspireCompat.Dcp;

public sealed class DcpHostTests
{
    private const string Polite = "trap 'exit 7' TERM\necho up\nwhile :; do sleep 0.1; done";

    private const string StubbornTree =
        """
        trap '' TERM
        /bin/sh -c 'trap "" TERM; while :; do sleep 0.1; done' &
        echo $! > child.pid
        echo up
        while :; do sleep 0.1; done
        """;

    private readonly ITestOutputHelper _output;

    public DcpHostTests(ITestOutputHelper output) => _output = output;

    [Fact]
    public async Task StartAsync_RealDcp_ServesSoonAndLeavesNothing()
    {
        var watch = Stopwatch.StartNew();
        await using var run = await DcpTestRun.StartAsync();
        _output.WriteLine($"API ready after {watch.ElapsedMilliseconds} ms");
        var polite = await run.RunScriptAsync("polite", Polite);

        watch.Restart();
        await run.Host.StopAsync();
        _output.WriteLine($"stopped after {watch.ElapsedMilliseconds} ms");

        Assert.False(DcpTestRun.Lives(polite.Status!.Pid!.Value));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10));
        Assert.False(run.Host.Crashed.IsCompleted);
    }

    [Fact]
    public async Task StopAsync_TreeIgnoresSigterm_EndsItWithin10Seconds()
    {
        await using var run = await DcpTestRun.StartAsync(options => options with { StopGrace = TimeSpan.FromSeconds(1) });
        var root = await run.RunScriptAsync("stubborn", StubbornTree);
        var child = await run.ReadPidAsync("child.pid");

        var watch = Stopwatch.StartNew();
        await run.Host.StopAsync();
        _output.WriteLine($"stopped after {watch.ElapsedMilliseconds} ms");

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10));
        Assert.False(DcpTestRun.Lives(root.Status!.Pid!.Value));
        Assert.False(DcpTestRun.Lives(child));
    }

    [Fact]
    public async Task Monitor_ProcessKilled_EndsEverythingWithin15Seconds()
    {
        using var monitored = Process.Start(new ProcessStartInfo("sleep", ["600"]))!;
        await using var run = await DcpTestRun.StartAsync(options => options with { MonitoredPid = monitored.Id });
        var polite = await run.RunScriptAsync("polite", Polite);
        var root = await run.RunScriptAsync("stubborn", StubbornTree);
        var child = await run.ReadPidAsync("child.pid");

        var watch = Stopwatch.StartNew();
        monitored.Kill();
        int[] pids = [polite.Status!.Pid!.Value, root.Status!.Pid!.Value, child];
        await DcpTestRun.WaitAsync(() => Task.FromResult(pids.Count(DcpTestRun.Lives)), living => living == 0, TimeSpan.FromSeconds(15));
        _output.WriteLine($"all ended after {watch.ElapsedMilliseconds} ms");

        Assert.Contains("ended unexpectedly", await run.Host.Crashed.WaitAsync(TimeSpan.FromSeconds(15), DcpTestRun.Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Crashed_DcpKilled_SaysSo()
    {
        await using var run = await DcpTestRun.StartAsync();
        var polite = await run.RunScriptAsync("polite", Polite);

        foreach (var pid in run.Host.Pids)
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }

        Assert.Contains("ended unexpectedly", await run.Host.Crashed.WaitAsync(TimeSpan.FromSeconds(10), DcpTestRun.Token), StringComparison.Ordinal);
        Process.GetProcessById(polite.Status!.Pid!.Value).Kill();
    }

    [Fact]
    public async Task StartAsync_NoDcpThere_OneSentence()
    {
        var exception = await Assert.ThrowsAsync<DcpException>(
            () => DcpHost.StartAsync(new DcpOptions(), "/nowhere/dcp", NullLoggerFactory.Instance, DcpTestRun.Token));

        Assert.Contains("/nowhere/dcp", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetInfoAsync_RealDcp_TellsTheRuntime()
    {
        var info = await DcpProcess.GetInfoAsync(new DcpOptions(), DcpTestRun.Bundle.DcpPath, DcpTestRun.Token);

        Assert.False(string.IsNullOrEmpty(info.Version));
        Assert.NotNull(info.Containers);
        Assert.True(info.Containers.IsReady || info.Containers.Error is not null || !info.Containers.Installed);
    }
}
