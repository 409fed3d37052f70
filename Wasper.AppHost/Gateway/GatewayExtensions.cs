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

    /// <summary>Where the gateway listens for its operator, unless the configuration says so itself. A data folder too deep for a socket has none.</summary>
    public static IResourceBuilder<ProjectResource> WithAdminSocket(this IResourceBuilder<ProjectResource> builder, StackSettings settings)
    {
        var path = Path.Combine(settings.DataPath, "gateway.sock");
        return builder.ApplicationBuilder.Configuration.GetSection("Gateway:Admin").Exists() || Encoding.UTF8.GetByteCount(path) > LongestSocketPath
            ? builder
            : builder.WithEnvironment("Gateway__Admin__Socket", path);
    }
}
