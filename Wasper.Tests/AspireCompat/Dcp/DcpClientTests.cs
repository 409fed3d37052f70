using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.Dcp;
using Aspire.Hosting.Dcp.Objects;
using Microsoft.Extensions.Logging.Abstractions;

namespace Wasper.Tests.AspireCompat.Dcp;

public sealed class DcpClientTests
{
    [Fact]
    public async Task Create_Executable_RunsItAndReportsItsEnd()
    {
        await using var run = await DcpTestRun.StartAsync();
        await run.CreateScriptAsync("short", "echo out; echo err >&2; exit 3");

        var ended = await DcpTestRun.WaitAsync(
            async () => (await run.Client.GetAsync<DcpExecutable>("short", DcpTestRun.Token))!.Status, status => DcpExecutableState.IsEnd(status?.State));

        Assert.Equal(DcpExecutableState.Finished, ended!.State);
        Assert.Equal(3, ended.ExitCode);
        Assert.NotNull(ended.FinishTimestamp);
        Assert.Equal(["out"], await ReadAsync(run, "short", DcpLogSource.Stdout));
        Assert.Equal(["err"], await ReadAsync(run, "short", DcpLogSource.Stderr));
    }

    [Fact]
    public async Task Create_NameTaken_IsConflict()
    {
        await using var run = await DcpTestRun.StartAsync();
        await run.CreateScriptAsync("twice", "exit 0");

        var exception = await Assert.ThrowsAsync<DcpException>(() => run.CreateScriptAsync("twice", "exit 0"));

        Assert.Equal(HttpStatusCode.Conflict, exception.Status);
    }

    [Fact]
    public async Task Create_NoSuchBinary_FailsWithReasonInSystemLog()
    {
        await using var run = await DcpTestRun.StartAsync();
        await run.Client.CreateAsync(
            new DcpExecutable { Metadata = new DcpMetadata { Name = "missing" }, Spec = new DcpExecutableSpec { ExecutablePath = "/nowhere/binary" } }, DcpTestRun.Token);

        await DcpTestRun.WaitAsync(
            async () => (await run.Client.GetAsync<DcpExecutable>("missing", DcpTestRun.Token))!.Status?.State, state => state == DcpExecutableState.FailedToStart);

        var lines = await ReadAsync(run, "missing", DcpLogSource.System);
        Assert.Contains(lines, line => line.Contains("no such file or directory", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ReadLog_Follow_ContinuesUntilTheObjectIsDeleted()
    {
        await using var run = await DcpTestRun.StartAsync();
        var created = await run.CreateScriptAsync("counter", "trap 'exit 0' TERM; for i in 1 2 3; do echo line $i; sleep 0.2; done; echo up; while :; do sleep 0.1; done");
        var lines = new List<DcpLogLine>();
        await foreach (var line in run.Client.ReadLogAsync<DcpExecutable>("counter", created.Metadata.Uid, DcpLogSource.Stdout, follow: true, NullLogger.Instance, DcpTestRun.Token))
        {
            lines.Add(line);
            if (line.Text == "up")
            {
                Assert.True(await run.Client.DeleteAsync<DcpExecutable>("counter", DcpTestRun.Token));
            }
        }

        Assert.Equal(["line 1", "line 2", "line 3", "up"], lines.Select(line => line.Text));
        Assert.All(lines, line => Assert.InRange(line.Timestamp!.Value, created.Metadata.CreationTimestamp!.Value.AddSeconds(-2), DateTimeOffset.UtcNow.AddSeconds(2)));
        Assert.Null(await run.Client.GetAsync<DcpExecutable>("counter", DcpTestRun.Token));
    }

    [Fact]
    public async Task Watch_LifeOfAnExecutable_IsSeenInOrder()
    {
        await using var run = await DcpTestRun.StartAsync();
        var states = new List<string>();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(DcpTestRun.Token);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        await run.RunScriptAsync("life", "trap 'exit 0' TERM; echo up; while :; do sleep 0.1; done");
        await foreach (var change in run.Client.WatchAsync<DcpExecutable>(NullLogger.Instance, limit.Token))
        {
            var state = change.Deleted ? "deleted" : change.Object.Status?.State ?? string.Empty;
            if (states.LastOrDefault() == state)
            {
                continue;
            }

            states.Add(state);
            if (state == DcpExecutableState.Running)
            {
                Assert.NotNull(await run.Client.StopAsync<DcpExecutable>("life", limit.Token));
            }
            else if (state == DcpExecutableState.Finished)
            {
                await run.Client.DeleteAsync<DcpExecutable>("life", limit.Token);
            }
            else if (state == "deleted")
            {
                break;
            }
        }

        Assert.Equal([DcpExecutableState.Running, DcpExecutableState.Stopping, DcpExecutableState.Finished, "deleted"], states);
    }

    [Fact]
    public async Task Service_WithProducer_GetsAPortAndForwards()
    {
        await using var run = await DcpTestRun.StartAsync();
        await run.Client.CreateAsync(new DcpService { Metadata = new DcpMetadata { Name = "web" }, Spec = new DcpServiceSpec() }, DcpTestRun.Token);
        await run.Client.CreateAsync(
            new DcpExecutable
            {
                Metadata = new DcpMetadata { Name = "web", Annotations = new() { [DcpServiceProducer.Annotation] = DcpJson.Producers([new DcpServiceProducer("web")]) } },
                Spec = new DcpExecutableSpec { ExecutablePath = "/bin/sh", Args = ["-c", "echo $0; exec sleep 60", "{{- portForServing \"web\" -}}"] },
            },
            DcpTestRun.Token);

        var executable = await DcpTestRun.WaitAsync(
            async () => (await run.Client.GetAsync<DcpExecutable>("web", DcpTestRun.Token))!.Status, status => status?.State == DcpExecutableState.Running);
        var service = await DcpTestRun.WaitAsync(
            async () => (await run.Client.GetAsync<DcpService>("web", DcpTestRun.Token))!.Status, status => status is { State: "Ready", EffectivePort: > 0 });

        Assert.True(int.Parse(executable!.EffectiveArgs![2], System.Globalization.CultureInfo.InvariantCulture) > 0);
        using var socket = new TcpClient();
        await socket.ConnectAsync(service!.EffectiveAddress!, service.EffectivePort!.Value, DcpTestRun.Token);
        Assert.True(socket.Connected);
    }

    [Fact]
    public async Task Get_NoSuchObject_IsNull()
    {
        await using var run = await DcpTestRun.StartAsync();

        Assert.Null(await run.Client.GetAsync<DcpExecutable>("nobody", DcpTestRun.Token));
        Assert.Null(await run.Client.StopAsync<DcpExecutable>("nobody", DcpTestRun.Token));
        Assert.False(await run.Client.DeleteAsync<DcpExecutable>("nobody", DcpTestRun.Token));
        Assert.Empty(await run.Client.ListAsync<DcpContainer>(DcpTestRun.Token));
    }

    private static async Task<List<string>> ReadAsync(DcpTestRun run, string name, string source)
    {
        var lines = new List<string>();
        await foreach (var line in run.Client.ReadLogAsync<DcpExecutable>(name, uid: null, source, follow: false, NullLogger.Instance, DcpTestRun.Token))
        {
            lines.Add(line.Text);
        }

        return lines;
    }
}
