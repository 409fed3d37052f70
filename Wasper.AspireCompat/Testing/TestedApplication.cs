namespace Aspire.Hosting.Testing;

/// <summary>The AppHost's application in the hands of a test: what the test disposes it stops first, and the AppHost's entry point ends with it.</summary>
internal sealed class TestedApplication(DistributedApplication application, EntryPointRun run) : DistributedApplication(application)
{
    private bool _isStarted;

    public override async Task RunAsync(CancellationToken cancellationToken = default)
    {
        await run.WaitForRunAsync(cancellationToken);
        await application.RunAsync(cancellationToken);
    }

    public override async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await run.WaitForRunAsync(cancellationToken);

        // Before it is known whether the start succeeds: what a failed one has started must be stopped as well.
        _isStarted = true;
        await application.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken = default)
    {
        _isStarted = false;
        await application.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        try
        {
            EndAsync().GetAwaiter().GetResult();
        }
        finally
        {
            base.Dispose();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        try
        {
            await EndAsync();
        }
        finally
        {
            await base.DisposeAsync();
        }
    }

    private async Task EndAsync()
    {
        try
        {
            if (_isStarted)
            {
                await StopAsync();
            }
        }
        finally
        {
            await run.EndAsync();
        }
    }
}
