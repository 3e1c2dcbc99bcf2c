namespace Troupe.Packages.Tests;

/// <summary>The package in other kinds of programs.</summary>
public sealed class HostSpecs
{
    [Fact]
    public async Task A_web_app_works()
    {
        var app = await Project.NewAsync("web", "Site");
        await app.Write("Program.cs", """
            using Troupe;

            await using var pool = await ProcessPool.StartAsync(workers: 1);
            var app = WebApplication.CreateBuilder(args).Build();
            app.MapGet("/", async () => $"{await pool.RunAsync(() => Environment.ProcessId) != Environment.ProcessId}");
            await app.RunAsync();
            """).BuildAsync();

        using var site = Command.Start(app.Folder, "dotnet", app.Program, "--urls", "http://127.0.0.1:0");
        try
        {
            const string mark = "Now listening on: ";
            var line = "";
            while (line is not null && !line.Contains(mark, StringComparison.Ordinal))
                line = await site.StandardOutput.ReadLineAsync().WaitAsync(Command.Patience);
            line.ShouldNotBeNull(await ErrorOf(site));
            using var client = new HttpClient();
            (await client.GetStringAsync(new Uri(line[(line.IndexOf(mark, StringComparison.Ordinal) + mark.Length)..]))
                .WaitAsync(Command.Patience)).ShouldBe("True");
        }
        finally
        {
            site.Kill(entireProcessTree: true);
            await site.WaitForExitAsync().WaitAsync(Command.Patience);
        }
    }

    [Fact]
    public async Task A_worker_service_works_and_ends()
    {
        var app = await Project.WriteAsync(
            "Service",
            Project.Reference("Troupe") + Project.Reference("Microsoft.Extensions.Hosting"),
            sdk: "Microsoft.NET.Sdk.Worker");
        await app.Write("Program.cs", """
            using Troupe;

            var builder = Host.CreateApplicationBuilder(args);
            builder.Services.AddHostedService<Service>();
            await builder.Build().RunAsync();

            internal sealed class Service(IHostApplicationLifetime lifetime) : BackgroundService
            {
                protected override async Task ExecuteAsync(CancellationToken stoppingToken)
                {
                    await using var pool = await ProcessPool.StartAsync(workers: 1, stoppingToken);
                    Console.WriteLine($"answer: {await pool.RunAsync(() => 6 * 7)}");
                    lifetime.StopApplication();
                }
            }
            """).BuildAsync();

        (await app.RunAsync()).ShouldSucceed().Lines.ShouldContain("answer: 42");
    }

    [Fact]
    public async Task A_project_of_xunit_works()
    {
        var app = await Project.WriteAsync(
            "Checks", Project.Reference("Troupe") + Project.Reference("xunit") + Project.Reference("xunit.runner.visualstudio")
                + Project.Reference("Microsoft.NET.Test.Sdk"), "<IsPackable>false</IsPackable>");
        app.Write("PoolChecks.cs", """
            using Troupe;
            using Xunit;

            public class PoolChecks
            {
                [Fact]
                public async Task A_pool_works()
                {
                    await using var pool = await ProcessPool.StartAsync(workers: 1);
                    int here = Environment.ProcessId;
                    Assert.True(await pool.RunAsync(() => Environment.ProcessId != here));
                }
            }
            """);

        (await app.DotnetAsync("test")).ShouldSucceed().Output.ShouldContain("Passed:     1");
    }

    private static async Task<string> ErrorOf(System.Diagnostics.Process process) =>
        process.HasExited ? await process.StandardError.ReadToEndAsync().WaitAsync(Command.Patience) : "it still runs";
}
