using Wasper.Gateway.Proxy;

namespace Wasper.Gateway.Caching.Assets;

/// <summary>Drops all assets when the app's page becomes another one: its new version names new ones.</summary>
internal sealed class AssetPurge(AppPage page, AssetStore store) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        page.Changed += Purge;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        page.Changed -= Purge;
        return Task.CompletedTask;
    }

    private void Purge(AppPageChange change)
    {
        // The first page the gateway sees replaces none.
        if (change.Before is not null)
        {
            store.Purge();
        }
    }
}
