using Microsoft.Extensions.Configuration;

namespace Wasper.AppHost.Settings;

/// <summary>Decides which runtime the stack starts on.</summary>
internal static class RuntimeChoice
{
    /// <summary>Decides, and says in one line which it is and why.</summary>
    /// <param name="requested"><c>auto</c>, <c>containers</c> or <c>embedded</c>.</param>
    /// <param name="configuration">Where a container engine may be named.</param>
    public static async Task<StackRuntime> MakeAsync(string requested, IConfiguration configuration)
    {
        if (requested != "auto")
        {
            return Say(requested == "embedded" ? StackRuntime.Embedded : StackRuntime.Containers, "Wasper:Runtime asks for it");
        }

        var probe = await ContainerEngineProbe.RunAsync(configuration, CancellationToken.None);
        return probe.Engine is { } engine
            ? Say(StackRuntime.Containers, $"{engine} answers")
            : Say(StackRuntime.Embedded, probe.Reason);
    }

    private static StackRuntime Say(StackRuntime runtime, string reason)
    {
        var what = runtime == StackRuntime.Embedded
            ? "embedded, with a stand-in for Activepieces (start Docker or Podman for the real app)"
            : "containers";
        Console.WriteLine($"Runtime: {what}, because {reason}.");
        return runtime;
    }
}
