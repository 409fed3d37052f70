namespace Wasper.Gateway.Proxy;

/// <summary>The app's page is another one than before.</summary>
/// <param name="Before">Null for the first page the gateway has seen.</param>
internal sealed record AppPageChange(AppPageVersion? Before, AppPageVersion Now);
