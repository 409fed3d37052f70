using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard.Protocol;
using Grpc.Core;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Dashboard;

/// <summary>Answers the dashboard: what resources there are, what they print, and what its buttons do.</summary>
internal sealed class ResourceService(
    DashboardOptions options,
    ResourceNotificationService notifications,
    ResourceLoggerService logs,
    ResourceCommandService commands,
    IHostApplicationLifetime lifetime) : DashboardService.DashboardServiceBase
{
    /// <summary>What happens within this time goes out as one message: while an application starts, states change by the dozen.</summary>
    private static readonly TimeSpan _batchTime = TimeSpan.FromMilliseconds(100);

    public override Task<ApplicationInformationResponse> GetApplicationInformation(ApplicationInformationRequest request, ServerCallContext context) =>
        Task.FromResult(new ApplicationInformationResponse { ApplicationName = options.ApplicationName });

    public override Task WatchResources(WatchResourcesRequest request, IServerStreamWriter<WatchResourcesUpdate> responseStream, ServerCallContext context) =>
        UntilEndAsync(context, cancellationToken => WatchResourcesAsync(responseStream, cancellationToken));

    public override Task WatchResourceConsoleLogs(
        WatchResourceConsoleLogsRequest request, IServerStreamWriter<WatchResourceConsoleLogsUpdate> responseStream, ServerCallContext context) =>
        UntilEndAsync(context, async cancellationToken =>
        {
            var batches = request.SuppressFollow ? logs.GetAllAsync(request.ResourceName) : logs.WatchAsync(request.ResourceName);
            await foreach (var lines in batches.WithCancellation(cancellationToken))
            {
                foreach (var message in ConsoleMapping.ToProtocol(lines))
                {
                    await responseStream.WriteAsync(message, cancellationToken);
                }
            }
        });

    public override async Task<ResourceCommandResponse> ExecuteResourceCommand(ResourceCommandRequest request, ServerCallContext context)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        var result = await commands.ExecuteCommandAsync(request.ResourceName, request.CommandName, ending.Token);
        var response = new ResourceCommandResponse
        {
            Kind = result switch
            {
                { Success: true } => ResourceCommandResponseKind.Succeeded,
                { Canceled: true } => ResourceCommandResponseKind.Cancelled,
                _ => ResourceCommandResponseKind.Failed,
            },
        };
        if (result.Message is { } message)
        {
            response.Message = message;
            if (!result.Success)
            {
                response.ErrorMessage = message;
            }
        }

        return response;
    }

    /// <summary>This library asks its users nothing through the dashboard. Ending the call would make the dashboard call again, for ever.</summary>
    public override Task WatchInteractions(
        IAsyncStreamReader<WatchInteractionsRequestUpdate> requestStream,
        IServerStreamWriter<WatchInteractionsResponseUpdate> responseStream,
        ServerCallContext context) =>
        UntilEndAsync(context, cancellationToken => Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken));

    private async Task WatchResourcesAsync(IServerStreamWriter<WatchResourcesUpdate> responseStream, CancellationToken cancellationToken)
    {
        var changes = new ResourceChanges();

        // Returns at the first change that has still to happen: the present states are all there then.
        var reading = ReadAsync(changes, cancellationToken);
        var initial = new InitialResourceData { Resources = { changes.Take().Select(change => change.ToProtocol()) } };
        await responseStream.WriteAsync(new WatchResourcesUpdate { InitialData = initial }, cancellationToken);
        while (await changes.WaitAsync(cancellationToken))
        {
            if (changes.Take() is { Count: > 0 } taken)
            {
                var message = new WatchResourcesChanges { Value = { taken.Select(change => new WatchResourcesChange { Upsert = change.ToProtocol() }) } };
                await responseStream.WriteAsync(new WatchResourcesUpdate { Changes = message }, cancellationToken);
            }

            await Task.Delay(_batchTime, cancellationToken);
        }

        await reading;
    }

    private async Task ReadAsync(ResourceChanges changes, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var change in notifications.WatchAsync(cancellationToken))
            {
                changes.Add(change);
            }

            changes.Complete(failure: null);
        }
        catch (Exception e)
        {
            // The writer is told, and fails with it.
            changes.Complete(e);
        }
    }

    /// <summary>Runs until the dashboard hangs up, the application stops, or there is nothing more to say: none is a failure. Leaves nothing running.</summary>
    private async Task UntilEndAsync(ServerCallContext context, Func<CancellationToken, Task> run)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        try
        {
            await run(ending.Token);
        }
        catch (Exception e) when (ending.IsCancellationRequested && e is OperationCanceledException or IOException or InvalidOperationException)
        {
            // Writing to a call that has ended throws one or the other.
        }
        finally
        {
            await ending.CancelAsync();
        }
    }
}
