using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Lifecycle;
using Aspire.Hosting.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

/// <summary>An application of resources, built and ready to run.</summary>
public class DistributedApplication : IHost, IAsyncDisposable
{
    private readonly IHost _host;

    /// <summary>An application that this host runs.</summary>
    public DistributedApplication(IHost host) => _host = host;

    /// <summary>The services of the AppHost itself.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>The states of the resources.</summary>
    public ResourceNotificationService ResourceNotifications => Services.GetRequiredService<ResourceNotificationService>();

    /// <summary>Executes the commands of the resources.</summary>
    public ResourceCommandService ResourceCommands => Services.GetRequiredService<ResourceCommandService>();

    /// <summary>A builder without a command line.</summary>
    public static IDistributedApplicationBuilder CreateBuilder() => CreateBuilder([]);

    /// <summary>A builder for this command line.</summary>
    /// <exception cref="DistributedApplicationException">The configuration cannot be read, or asks for an operation that does not exist.</exception>
    public static IDistributedApplicationBuilder CreateBuilder(string[] args) => new DistributedApplicationBuilder(args);

    /// <summary>A builder with these options.</summary>
    /// <exception cref="DistributedApplicationException">The configuration cannot be read, or asks for an operation that does not exist.</exception>
    public static IDistributedApplicationBuilder CreateBuilder(DistributedApplicationOptions options) => new DistributedApplicationBuilder(options);

    /// <inheritdoc cref="RunAsync" />
    public void Run() => RunAsync().GetAwaiter().GetResult();

    /// <summary>Runs the application until it is stopped, by Ctrl+C for example; or, in publish mode, its pipeline to its end.</summary>
    /// <exception cref="DistributedApplicationException">It could not start, or a step of the pipeline failed.</exception>
    public virtual async Task RunAsync(CancellationToken cancellationToken = default)
    {
        if (ApplicationObserver.Current is { } observer)
        {
            await observer.OnRunningAsync(cancellationToken);
            return;
        }

        await PublishBeforeStartAsync(cancellationToken);
        if (Services.GetRequiredService<DistributedApplicationExecutionContext>().IsPublishMode)
        {
            await Services.GetRequiredService<PipelineRunner>().RunAsync(cancellationToken);
        }
        else
        {
            await _host.RunAsync(cancellationToken);
        }
    }

    /// <summary>Starts the application; returns when its resources have been created.</summary>
    /// <exception cref="DistributedApplicationException">It could not start.</exception>
    public virtual async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await PublishBeforeStartAsync(cancellationToken);
        await _host.StartAsync(cancellationToken);
    }

    /// <summary>Stops the application and everything it started.</summary>
    public virtual Task StopAsync(CancellationToken cancellationToken = default) => _host.StopAsync(cancellationToken);

    /// <inheritdoc />
    public virtual void Dispose()
    {
        _host.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc />
    public virtual async ValueTask DisposeAsync()
    {
        // IHost promises no asynchronous end, though every host of the framework has one.
        if (_host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
        else
        {
            _host.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    private async Task PublishBeforeStartAsync(CancellationToken cancellationToken)
    {
        var context = Services.GetRequiredService<DistributedApplicationExecutionContext>();
        var eventing = Services.GetRequiredService<IDistributedApplicationEventing>();
        if (context.IsRunMode)
        {
            Services.GetRequiredService<ILogger<DistributedApplication>>().Starting(Services.GetRequiredService<IHostEnvironment>().ContentRootPath);
        }

        foreach (var subscriber in Services.GetServices<IDistributedApplicationEventingSubscriber>())
        {
            await subscriber.SubscribeAsync(eventing, context, cancellationToken);
        }

        await eventing.PublishAsync(new BeforeStartEvent(Services, Services.GetRequiredService<DistributedApplicationModel>()), cancellationToken);
    }
}
