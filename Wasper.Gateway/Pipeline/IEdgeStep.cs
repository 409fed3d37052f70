namespace Wasper.Gateway.Pipeline;

/// <summary>One step on the way of a request from the HTTPS port to the app.</summary>
internal interface IEdgeStep
{
    /// <summary>Answers the request, or hands it on to <paramref name="next"/>.</summary>
    Task InvokeAsync(HttpContext context, RequestDelegate next);
}
