using System.Net;
using System.Text;
using Wasper.Tests.BinaryCache;
using Wasper.Tests.EndToEnd.Processes;
using Wasper.Tests.EndToEnd.Stack;

namespace Wasper.Tests.EndToEnd.Containers;

/// <summary>The same model on a real container engine, with stand-in images named through the image parameters.</summary>
[Collection<SharedContainerEngine>]
public sealed class ContainerStackTests(ContainerEngine engine) : IAsyncDisposable
{
    private readonly TemporaryFolder _data = new();
    private readonly string _prefix = $"wasper-test-{Guid.NewGuid():N}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var volume in (string[])["postgres", "redis", "cache"])
        {
            await engine.RemoveAsync("volume", "rm", "--force", $"{_prefix}-{volume}");
        }

        _data.Dispose();
    }

    [Fact]
    public async Task Run_StandInImages_WebhookBecomesARunAndTheDataOutlivesTheContainers()
    {
        engine.SkipWithoutEngine();
        (string Run, string UserToken) sent;
        await using (var first = Start())
        {
            await first.WaitUntilHealthyAsync();
            Assert.Contains("Runtime: containers", first.Output, StringComparison.Ordinal);
            sent = await Webhooks.SendAsync(first, Encoding.UTF8.GetBytes("kept"), Token);
            await Webhooks.WaitForRunAsync(first, sent, Token);
            first.Signal("INT");
            Assert.Equal(0, await first.WaitForExitAsync());
        }

        Assert.Empty((await engine.RequireAsync("ps", "--all", "--quiet", "--filter", $"volume={_prefix}-postgres")).Trim());

        await using var second = Start();
        await second.WaitUntilHealthyAsync();
        await Webhooks.WaitForRunAsync(second, sent, Token);
    }

    [Fact]
    public async Task Run_ImageThatCannotBePulled_NamesTheImageAndTheRemedy()
    {
        engine.SkipWithoutEngine();

        await using var host = Start("--Parameters:postgres-image=wasper-standin/does-not-exist:1");

        Assert.Equal(1, await host.WaitForExitAsync(TimeSpan.FromMinutes(3)));
        Assert.Contains("wasper-standin/does-not-exist:1", host.Output, StringComparison.Ordinal);
        Assert.Contains("'postgres' could not be started", host.Output, StringComparison.Ordinal);
    }

    private AppHostProcess Start(params string[] arguments) => AppHostProcess.Start(
        _data.Path,
        engine.Variables,
        [
            "--Wasper:Runtime=containers",
            $"--Wasper:VolumePrefix={_prefix}",
            "--Parameters:postgres-image=wasper-standin/postgres:14",
            "--Parameters:redis-image=wasper-standin/redis:7",
            "--Parameters:activepieces-image=wasper-standin/activepieces:0.71.2",
            .. arguments,
        ]);
}
