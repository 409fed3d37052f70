using System.Diagnostics;
using Aspire.Hosting.Dcp;
using Aspire.Hosting.Dcp.Objects;
using Aspire.Hosting.Dcp.Runs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Wasper.Tests.AspireCompat.Dcp;

/// <summary>Over a real container runtime. They need no image: what is tested is what happens without one.</summary>
public sealed class DcpContainerTests
{
    [Fact]
    public async Task Start_ImageThatIsNowhere_TellsItInOneSentence()
    {
        var info = await DcpProcess.GetInfoAsync(new DcpOptions(), DcpTestRun.Bundle.DcpPath, DcpTestRun.Token);
        Assert.SkipUnless(info.Containers?.IsReady is true, $"No container runtime is ready: {info.Containers?.Error ?? "none is installed"}");
        await using var run = await DcpTestRun.StartAsync(options => options with { ContainerRuntime = info.Containers!.Runtime });
        var listener = new DcpRunListener();
        await using var runs = new DcpRuns(run.Client, listener, TimeSpan.FromSeconds(1), NullLogger.Instance);
        await run.Client.CreateNetworkAsync(new DcpContainerNetwork { Metadata = new DcpMetadata { Name = "net" }, Spec = new DcpContainerNetworkSpec() }, DcpTestRun.Token);

        await runs.StartAsync(
            new DcpContainer
            {
                Metadata = new DcpMetadata { Name = "bad" },
                Spec = new DcpContainerSpec { Image = "wasper.invalid/nothere:9", Networks = [new DcpNetworkConnection("net", ["bad"])] },
            },
            DcpTestRun.Token);
        var failed = await listener.WaitAsync("bad", state => state.HasEnded);

        Assert.Equal("FailedToStart", failed.State);
        Assert.StartsWith("The image 'wasper.invalid/nothere:9' of 'bad' is not on this machine and cannot be pulled (", failed.Failure, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failed.Failure!);
    }

    [Fact]
    public async Task StopAsync_ContainerIgnoresSigterm_EndsItWithin10Seconds()
    {
        var image = Environment.GetEnvironmentVariable("WASPER_TEST_IMAGE");
        Assert.SkipWhen(string.IsNullOrEmpty(image), "WASPER_TEST_IMAGE names no local image with a shell.");
        var info = await DcpProcess.GetInfoAsync(new DcpOptions(), DcpTestRun.Bundle.DcpPath, DcpTestRun.Token);
        Assert.SkipUnless(info.Containers?.IsReady is true, $"No container runtime is ready: {info.Containers?.Error ?? "none is installed"}");
        await using var run = await DcpTestRun.StartAsync(options => options with { ContainerRuntime = info.Containers!.Runtime });
        var listener = new DcpRunListener();
        await using var runs = new DcpRuns(run.Client, listener, TimeSpan.FromSeconds(1), NullLogger.Instance);
        await run.Client.CreateNetworkAsync(new DcpContainerNetwork { Metadata = new DcpMetadata { Name = "net" }, Spec = new DcpContainerNetworkSpec() }, DcpTestRun.Token);
        await runs.StartAsync(
            new DcpContainer
            {
                Metadata = new DcpMetadata { Name = "stubborn" },
                Spec = new DcpContainerSpec
                {
                    Image = image!,
                    Command = "/bin/sh",
                    Args = ["-c", "trap '' TERM; echo up; while :; do sleep 1; done"],
                    Networks = [new DcpNetworkConnection("net", ["stubborn"])],
                },
            },
            DcpTestRun.Token);
        await listener.WaitForLineAsync("stubborn", "up");
        var running = await listener.WaitAsync("stubborn", state => state.State == "Running");
        Assert.False(string.IsNullOrEmpty(running.ContainerId));

        var watch = Stopwatch.StartNew();
        await run.Host.StopAsync();

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"It took {watch.Elapsed.TotalSeconds} s.");
    }
}
