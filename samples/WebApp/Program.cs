using Troupe;
using Troupe.Samples.WebApp;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Services.AddSingleton<PoolService>();
builder.Services.AddHostedService(services => services.GetRequiredService<PoolService>());
await using var app = builder.Build();

app.MapGet("/factors/{number}", async (long number, PoolService service, CancellationToken aborted) =>
{
    try
    {
        return Results.Ok(await service.Pool.RunAsync(Work.Factors, number, new JobOptions { Timeout = TimeSpan.FromSeconds(1) }, aborted));
    }
    catch (QueueFullException)
    {
        return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
    }
    catch (JobTimeoutException)
    {
        return Results.StatusCode(StatusCodes.Status504GatewayTimeout);
    }
    catch (WorkerLostException lost)
    {
        return Results.Problem(lost.Message, statusCode: StatusCodes.Status502BadGateway);
    }
});

app.MapGet("/health", (PoolService service) =>
{
    bool works = service.Pool.Snapshot().Workers.Any(worker => worker.State == WorkerState.Ready);
    return works ? Results.Ok() : Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
});

await app.RunAsync();
