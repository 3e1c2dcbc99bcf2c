namespace Prices;

public static class Tariff
{
    public static int Of(int amount) => 2 * amount;

    public static string Version => typeof(Tariff).Assembly.GetName().Version!.ToString(3);
}
