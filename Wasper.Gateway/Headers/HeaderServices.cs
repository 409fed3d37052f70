using Wasper.Gateway.Configuration;

namespace Wasper.Gateway.Headers;

/// <summary>The parts that write the headers of answers.</summary>
internal static class HeaderServices
{
    public static void AddAnswerHeaders(this IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton(options.ContentSecurityPolicy);
        services.AddSingleton<PagePolicy>();
        services.AddSingleton<AnswerHeaders>();
    }
}
