using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Dcp;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// Runs the model. The start returns when all addresses are known and every resource is on its way; which of them run, and how they are, is for
/// <see cref="ResourceNotificationService"/> to tell.
/// </summary>
internal sealed class Orchestrator(
    DistributedApplicationExecutionContext context,
    DistributedApplicationModel model,
    RunServices services,
    ResourceRunners runners,
    EndpointAllocator endpoints,
    ResourceUrls urls,
    IHostApplicationLifetime lifetime) : IHostedService, IDisposable
{
    /// <summary>Subscribers of the AppHost may not heed their token; what they still do then they do without the engine.</summary>
    private static readonly TimeSpan _startGrace = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private Task _starting = Task.CompletedTask;
    private string? _crash;
    private bool _isDisposed;

    /// <exception cref="DistributedApplicationException">The application cannot start; nothing of it runs then.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!context.IsRunMode)
        {
            return;
        }

        var resources = model.Resources.ToList();
        foreach (var resource in resources)
        {
            await RegisterAsync(resource);
        }

        var engine = await services.Engine.GetAsync(cancellationToken);
        _ = WatchAsync(engine.Host);
        services.Logs.Drain = (id, token) => runners.Find(id) is { } runner ? engine.Runs.DrainConsoleAsync(RunPlanner.NameOf(runner.Resource), token) : Task.CompletedTask;
        services.Provider.GetService<DashboardLauncher>()?.Start(engine.Client, engine.Bundle);
        if (resources.Any(resource => resource.IsContainer()))
        {
            await services.Runtime.InspectAsync(engine.Bundle.DcpPath, cancellationToken);
        }

        await endpoints.AllocateAsync(engine.Client, resources, cancellationToken);
        foreach (var resource in resources)
        {
            await urls.PublishAsync(resource, cancellationToken);
        }

        _starting = StartAllAsync(resources);
    }

    /// <exception cref="DistributedApplicationException">The application stops because DCP has ended by itself.</exception>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // A test may let go of its builder, and with it of this, before it stops the application.
        if (!context.IsRunMode || _isDisposed)
        {
            return;
        }

        await _stopping.CancelAsync();
        await _starting.WaitAsync(_startGrace, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await services.Engine.DisposeAsync();
        if (_crash is not null)
        {
            throw new DcpException(_crash);
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        _stopping.Dispose();
    }

    private async Task RegisterAsync(IResource resource)
    {
        if (resource.IsRunByEngine())
        {
            LifecycleCommands.Add(resource);
            runners.Add(new ResourceRunner(resource, services, _stopping.Token));
        }

        // Shows it, in the state that the model gave it or in none.
        var isLater = resource.HasAnnotationOfType<ExplicitStartupAnnotation>();
        await services.Notifications.PublishUpdateAsync(resource, snapshot => isLater ? snapshot with { State = KnownResourceStates.NotStarted } : snapshot);
    }

    private async Task StartAllAsync(List<IResource> resources)
    {
        // Whoever builds something on a connection string has it before anything can run that is asked with it.
        var sound = await Task.WhenAll(resources.Select(TellAddressesAsync));
        var starts = resources.Zip(sound)
            .Where(item => item.Second && item.First.IsRunByEngine() && !item.First.HasAnnotationOfType<ExplicitStartupAnnotation>())
            .Select(item => runners.Get(item.First).StartAsync());
        await Task.WhenAll(starts);
        try
        {
            await services.Eventing.PublishAsync(new AfterResourcesCreatedEvent(services.Provider, model), _stopping.Token);
        }
        catch (Exception e) when (!_stopping.IsCancellationRequested)
        {
            services.Logger.ApplicationSubscriberFailed(e.Message);
        }
    }

    /// <summary>Returns false for a resource that cannot start because of it; the others do.</summary>
    private async Task<bool> TellAddressesAsync(IResource resource)
    {
        _ = InitializeAsync(resource);
        try
        {
            if (resource is IResourceWithEndpoints && resource.IsRunByEngine())
            {
                await services.Eventing.PublishAsync(new ResourceEndpointsAllocatedEvent(resource, services.Provider), _stopping.Token);
            }

            if (resource is IResourceWithConnectionString)
            {
                await services.Eventing.PublishAsync(new ConnectionStringAvailableEvent(resource, services.Provider), _stopping.Token);
            }

            return true;
        }
        catch (Exception e) when (!_stopping.IsCancellationRequested)
        {
            if (resource.IsRunByEngine())
            {
                await runners.Get(resource).FailAsync($"'{resource.Name}' could not be started: {e.Message}");
            }
            else
            {
                services.Logger.SubscriberFailed(resource.Name, e.Message);
            }

            return false;
        }
    }

    /// <summary>Lets a resource that the engine does not run live by its subscribers. They may take as long as the application lasts.</summary>
    private async Task InitializeAsync(IResource resource)
    {
        try
        {
            var initialize = new InitializeResourceEvent(resource, services.Eventing, services.Logs, services.Notifications, services.Provider);
            await services.Eventing.PublishAsync(initialize, _stopping.Token);
        }
        catch (Exception e) when (!_stopping.IsCancellationRequested)
        {
            services.Logger.SubscriberFailed(resource.Name, e.Message);
        }
        catch (OperationCanceledException)
        {
            // The application stops, and with it its subscribers.
        }
    }

    private async Task WatchAsync(DcpHost host)
    {
        _crash = await host.Crashed;
        lifetime.StopApplication();
    }
}
