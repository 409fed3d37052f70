using System.Text;
using Microsoft.Extensions.Configuration;
using Wasper.AppHost.Settings;

namespace Wasper.AppHost.Gateway;

/// <summary>What the gateway is told besides its ports and its upstream.</summary>
internal static class GatewayExtensions
{
    /// <summary>The room for a path in a Unix socket's address on the narrowest system (macOS), in bytes.</summary>
    private const int LongestSocketPath = 103;

    /// <summary>Hands a section of the AppHost's own configuration on to a service, so that one <c>appsettings.json</c> is enough for the whole stack. To be called before
    /// anything that the model itself has to say, which then wins.</summary>
    public static IResourceBuilder<ProjectResource> WithSection(this IResourceBuilder<ProjectResource> builder, string section)
    {
        foreach (var (key, value) in builder.ApplicationBuilder.Configuration.GetSection(section).AsEnumerable())
        {
            if (value is not null)
            {
                builder.WithEnvironment(key.Replace(":", "__", StringComparison.Ordinal), value);
            }
        }

        return builder;
    }

    /// <summary>What fits a stack on one machine, unless the configuration says otherwise: a socket for the operator, where the data folder is not too deep for one, and a
    /// drain that ends within the 10 s that the whole stack has after Ctrl+C.</summary>
    public static IResourceBuilder<ProjectResource> WithLocalDefaults(this IResourceBuilder<ProjectResource> builder, StackSettings settings)
    {
        var configuration = builder.ApplicationBuilder.Configuration;
        var socket = Path.Combine(settings.DataPath, "gateway.sock");
        if (!configuration.GetSection("Gateway:Admin").Exists() && Encoding.UTF8.GetByteCount(socket) <= LongestSocketPath)
        {
            builder.WithEnvironment("Gateway__Admin__Socket", socket);
        }

        return configuration["Gateway:Drain:Seconds"] is null ? builder.WithEnvironment("Gateway__Drain__Seconds", "5") : builder;
    }
}
