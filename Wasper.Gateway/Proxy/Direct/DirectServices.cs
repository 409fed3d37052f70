namespace Wasper.Gateway.Proxy.Direct;

internal static class DirectServices
{
    /// <summary>Adds the way to an app that is reached by plain HTTP.</summary>
    public static void AddDirectForwarding(this IServiceCollection services)
    {
        services.AddSingleton<AppConnectionPool>();
        services.AddSingleton<RequestHead>();
        services.AddSingleton<AnswerForwarder>();
        services.AddSingleton<UpstreamMetrics>();
        services.AddSingleton<DirectForwarder>();
        services.AddSingleton<SocketForwarder>();
    }
}
