namespace Wasper.Benchmarks.Gateway.Peers;

/// <summary>The gateway of this checkout, published into a folder.</summary>
internal static class PublishedGateway
{
    public static async Task<string> PublishAsync(string folder)
    {
        var target = Path.Combine(folder, "published");
        var project = Path.Combine(Repository.Root, "Wasper.Gateway", "Wasper.Gateway.csproj");
        await Tool.RunAsync("dotnet", ["publish", project, "-c", "Release", "-o", target, "--nologo", "-v", "quiet"]);
        return target;
    }
}
