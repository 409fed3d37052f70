using System.Collections.Concurrent;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Wasper.Tests.AspireCompat.Dcp;

namespace Wasper.Tests.AspireCompat.Orchestration;

/// <summary>An application without a dashboard, on a real DCP, whose resources are shell scripts.</summary>
internal sealed class TestApplication : IAsyncDisposable
{
    /// <summary>Runs until it is told to end.</summary>
    public const string Endless = "trap 'exit 0' TERM; echo up; while :; do sleep 0.1; done";

    private readonly ConcurrentDictionary<string, HealthCheckResult> _health = new();
    private DistributedApplication? _app;

    public TestApplication(Func<DcpOptions, DcpOptions>? configure = null)
    {
        var options = new DcpOptions { CliPath = DcpTestRun.Bundle.DcpPath, RandomizePorts = true, StopGrace = TimeSpan.FromSeconds(2) };
        Builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { DisableDashboard = true, ProjectDirectory = Path.GetTempPath() });
        Builder.Services.AddSingleton(configure?.Invoke(options) ?? options);
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public IDistributedApplicationBuilder Builder { get; }

    public DistributedApplication App => _app ??= Builder.Build();

    public ResourceNotificationService States => App.ResourceNotifications;

    public IResourceBuilder<ExecutableResource> AddScript(string name, string script)
    {
        var resource = Builder.AddResource(new ExecutableResource(name, "/bin/sh", Path.GetTempPath()));
        return resource.WithAnnotation(new CommandLineArgsCallbackAnnotation(args =>
        {
            args.Add("-c");
            args.Add(script);
        }));
    }

    /// <summary>Gives a resource a health check that says what <see cref="SetHealth"/> was told last; unhealthy at first.</summary>
    public void AddHealthCheck(IResourceBuilder<IResource> resource)
    {
        var key = resource.Resource.Name + "_check";
        Builder.Services.AddHealthChecks().AddCheck(key, () => _health.GetValueOrDefault(key, HealthCheckResult.Unhealthy("not yet")));
        resource.WithAnnotation(new HealthCheckAnnotation(key));
    }

    public void SetHealth(string name, HealthCheckResult result) => _health[name + "_check"] = result;

    public Task StartAsync() => App.StartAsync(Token);

    public async Task<CustomResourceSnapshot> WaitAsync(string name, Func<CustomResourceSnapshot, bool> isReached)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        CustomResourceSnapshot? last = null;
        try
        {
            return (await States.WaitForResourceAsync(name, change => isReached(last = change.Snapshot), limit.Token)).Snapshot;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"'{name}' did not become what was waited for; last seen: {last}");
        }
    }

    public Task<CustomResourceSnapshot> WaitAsync(string name, string state) => WaitAsync(name, snapshot => snapshot.State?.Text == state);

    public string? StateOf(IResource resource) => States.TryGetCurrentState(ResourceId.Of(resource), out var current) ? current.Snapshot.State?.Text : null;

    /// <summary>Waits for a line whose text contains <paramref name="text"/> and returns it, without its time.</summary>
    public async Task<string> WaitForLineAsync(IResource resource, string text)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        var seen = new List<string>();
        try
        {
            await foreach (var batch in App.Services.GetRequiredService<ResourceLoggerService>().WatchAsync(resource).WithCancellation(limit.Token))
            {
                foreach (var line in batch)
                {
                    var content = line.Content[(line.Content.IndexOf(' ', StringComparison.Ordinal) + 1)..];
                    if (content.Contains(text, StringComparison.Ordinal))
                    {
                        return content;
                    }

                    seen.Add(content);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Told below.
        }

        throw new TimeoutException($"'{resource.Name}' did not print '{text}' but: {string.Join(" | ", seen)}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync(CancellationToken.None);
            await _app.DisposeAsync();
        }
    }
}
