using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Wasper.AppHost.Running;

/// <summary>
/// Follows the start until everything is healthy, and says so; or ends the application when a resource can't start, because nobody looks at a
/// dashboard to find out why a command did not work.
/// </summary>
internal sealed class StartupWatch
{
    // Between two lines that say what is still missing.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    // A first start pulls about 1.5 GB of images.
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(30);

    private readonly ResourceNotificationService _notifications;
    private readonly ResourceLoggerService _logs;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly long _started = TimeProvider.System.GetTimestamp();
    private readonly Dictionary<string, CustomResourceSnapshot?> _expected;
    private readonly Dictionary<string, double> _healthyAfter = [];

    private StartupWatch(IServiceProvider services)
    {
        _notifications = services.GetRequiredService<ResourceNotificationService>();
        _logs = services.GetRequiredService<ResourceLoggerService>();
        _lifetime = services.GetRequiredService<IHostApplicationLifetime>();
        _expected = services.GetRequiredService<DistributedApplicationModel>().Resources
            .Where(resource => resource is IResourceWithWaitSupport or IResourceWithParent)
            .ToDictionary(resource => resource.Name, _ => (CustomResourceSnapshot?)null);
    }

    /// <summary>Whether a resource could not start.</summary>
    public bool Failed { get; private set; }

    /// <summary>Begins to follow an application that is about to run.</summary>
    public static StartupWatch Begin(DistributedApplication app)
    {
        var watch = new StartupWatch(app.Services);
        _ = watch.FollowAsync();
        return watch;
    }

    private async Task FollowAsync()
    {
        using var reminder = new Timer(_ => Remind(), null, _patience, _patience);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_lifetime.ApplicationStopping);
        limit.CancelAfter(_limit);
        try
        {
            await foreach (var change in _notifications.WatchAsync(limit.Token))
            {
                if (!_expected.ContainsKey(change.Resource.Name))
                {
                    continue;
                }

                Note(change);

                if (!_lifetime.ApplicationStopping.IsCancellationRequested && StartupFailure.Of(change) is { } failure)
                {
                    await FailAsync($"{failure}{await StartupFailure.ReasonAsync(change, _logs, limit.Token)}");
                    return;
                }

                if (_expected.Values.All(IsHealthy))
                {
                    Console.WriteLine(Report());
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !_lifetime.ApplicationStopping.IsCancellationRequested)
        {
            await FailAsync($"The stack was not healthy within {_limit.TotalMinutes:0} minutes; missing: {Missing()}.");
        }
        catch (OperationCanceledException)
        {
            // The application ends before it was healthy: the user's wish, or a failure that is reported elsewhere.
        }
    }

    // What is hidden, or waits for somebody to start it, is no part of the start: the packages add such resources of their own.
    private static bool IsHealthy(CustomResourceSnapshot? snapshot)
        => snapshot is { IsHidden: true }
            || snapshot?.State?.Text == KnownResourceStates.NotStarted
            || (snapshot?.State?.Text == KnownResourceStates.Running && snapshot.HealthStatus is HealthStatus.Healthy);

    private void Note(ResourceEvent change)
    {
        lock (_expected)
        {
            _expected[change.Resource.Name] = change.Snapshot;
        }

        if (change.Snapshot.HealthStatus is HealthStatus.Healthy && IsHealthy(change.Snapshot))
        {
            _healthyAfter.TryAdd(change.Resource.Name, Elapsed);
        }
    }

    private double Elapsed => TimeProvider.System.GetElapsedTime(_started).TotalSeconds;

    private string Report()
    {
        var parts = _healthyAfter.OrderBy(resource => resource.Value).Select(resource => string.Create(CultureInfo.InvariantCulture, $"{resource.Key} {resource.Value:0.0} s"));
        return string.Create(CultureInfo.InvariantCulture, $"All healthy after {Elapsed:0.0} s: {string.Join(", ", parts)}.");
    }

    private async Task FailAsync(string sentence)
    {
        Failed = true;
        await Console.Error.WriteLineAsync(sentence);
        _lifetime.StopApplication();
    }

    private void Remind()
    {
        if (Missing() is { Length: > 0 } missing && !Failed)
        {
            Console.WriteLine($"Waiting for: {missing}.");
        }
    }

    private string Missing()
    {
        lock (_expected)
        {
            return string.Join(", ", _expected
                .Where(resource => !IsHealthy(resource.Value))
                .Select(resource => $"{resource.Key} ({Describe(resource.Value)})"));
        }
    }

    private static string Describe(CustomResourceSnapshot? snapshot) => snapshot?.State?.Text switch
    {
        null => "not created yet",
        var text when text == KnownResourceStates.Running => snapshot.HealthReports.FirstOrDefault(report => report.Status is not HealthStatus.Healthy)?.Description ?? "not healthy yet",
        var text => text.ToLowerInvariant(),
    };
}
