using System.Diagnostics;

namespace Wasper.Benchmarks.Gateway.Peers;

/// <summary>The gateway of this checkout, published into a folder.</summary>
internal static class PublishedGateway
{
    /// <returns>The folder.</returns>
    public static async Task<string> PublishAsync(string folder, CancellationToken cancellationToken)
    {
        var project = Path.Combine(Repository.Root, "Wasper.Gateway", "Wasper.Gateway.csproj");
        var start = new ProcessStartInfo("dotnet", ["publish", project, "-c", "Release", "-o", folder, "--nologo", "-v", "quiet"]);
        await Tool.RunAsync(start, cancellationToken);
        return folder;
    }
}
