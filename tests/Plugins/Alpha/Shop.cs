using Prices;

namespace Troupe.Tests.PluginAlpha;

public static class Shop
{
    public sealed record Bill(string Item, int Total);

    public static int Total(string currency, int amount) =>
        currency == "EUR" ? Tariff.Of(amount) : throw new ArgumentException($"{currency} is unknown here");

    public static Bill Order(string item, int amount) => new(item, Tariff.Of(amount));

    public static string Version() => Tariff.Version;

    public static int Process() => Environment.ProcessId;

    public static string[] Folders() => [AppContext.BaseDirectory, AppDomain.CurrentDomain.BaseDirectory, typeof(Shop).Assembly.Location];
}
