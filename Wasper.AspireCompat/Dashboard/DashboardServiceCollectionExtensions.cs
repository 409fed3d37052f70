using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Dashboard;

internal static class DashboardServiceCollectionExtensions
{
    private const string AppHostEnding = ".AppHost";

    /// <summary>
    /// Adds the dashboard. It appears once <see cref="DashboardLauncher.Start"/> is called. An application without a dashboard does not call this, and has no
    /// <see cref="DashboardOptions"/> among its services.
    /// </summary>
    public static IServiceCollection AddDashboard(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => DashboardOptions.Read(
            provider.GetRequiredService<IConfiguration>(), ApplicationName(provider.GetRequiredService<IHostEnvironment>().ApplicationName)));
        services.TryAddSingleton<ResourceService>();
        services.TryAddSingleton<DashboardLauncher>();
        return services;
    }

    /// <summary>The AppHost is not what its user works on: <c>Shop.AppHost</c> is called <c>Shop</c>.</summary>
    private static string ApplicationName(string name) =>
        name.EndsWith(AppHostEnding, StringComparison.OrdinalIgnoreCase) && name.Length > AppHostEnding.Length ? name[..^AppHostEnding.Length] : name;
}
