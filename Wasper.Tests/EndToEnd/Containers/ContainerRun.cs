using System.Diagnostics;

namespace Wasper.Tests.EndToEnd.Containers;

/// <summary>The containers, the volume and the network of one test. All are removed at its end.</summary>
internal sealed class ContainerRun(ContainerEngine engine) : IAsyncDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    private readonly string _name = $"wasper-test-{Guid.NewGuid():N}";
    private readonly List<string> _containers = [];

    public string Volume => _name;

    public static async Task<ContainerRun> CreateAsync(ContainerEngine engine)
    {
        engine.SkipWithoutEngine();
        var run = new ContainerRun(engine);
        await engine.RequireAsync("network", "create", run._name);
        return run;
    }

    /// <summary>Creates and starts a container in this run's network.</summary>
    public async Task<string> StartAsync(params string[] arguments)
    {
        var id = await engine.RequireAsync(["run", "--detach", "--network", _name, .. arguments]);
        _containers.Add(id);
        return id;
    }

    /// <summary>Waits until a program run inside the container succeeds, and gives what it printed.</summary>
    public async Task<string> WaitForAsync(string container, params string[] program)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var result = await engine.RunAsync(["exec", container, .. program]);
            if (result.ExitCode == 0)
            {
                return result.Output.Trim();
            }

            if (watch.Elapsed > _limit)
            {
                var logs = await engine.RunAsync("logs", container);
                throw new InvalidOperationException(
                    $"'{string.Join(' ', program)}' did not succeed within {_limit.TotalSeconds:0} s ({result.Tail}). The container printed: {logs.Output}{logs.Errors}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var container in _containers)
        {
            await engine.RemoveAsync("rm", "--force", "--volumes", container);
        }

        await engine.RemoveAsync("volume", "rm", "--force", _name);
        await engine.RemoveAsync("network", "rm", _name);
    }
}
