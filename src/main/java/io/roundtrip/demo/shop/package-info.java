/**
 * {@code roundtrip demo patterns}: a small shop written as a user of the engine writes an extension, and what it is like to call
 * it in each of the ways there are.
 *
 * <p>Floor 6. {@link io.roundtrip.demo.shop.ShopExtension} registers the services. Those that wait for each other are called: {@link
 * io.roundtrip.demo.shop.OrderService} and {@link io.roundtrip.demo.shop.PaymentService}, and {@link
 * io.roundtrip.demo.shop.CheckoutService}, which calls both and undoes the one when the other fails. Those that nobody waits for are
 * asynchronous: {@link io.roundtrip.demo.shop.ConfirmationService}, {@link io.roundtrip.demo.shop.AnalyticsService}, {@link
 * io.roundtrip.demo.shop.FulfilmentService} and {@link io.roundtrip.demo.shop.ItemService}. Those that nobody need know of
 * hear {@code orders.created}: {@link io.roundtrip.demo.shop.InventoryService}, {@link io.roundtrip.demo.shop.EmailService} and
 * {@link io.roundtrip.demo.shop.TrackingService}. {@link io.roundtrip.demo.shop.RefundService} hears of a fulfilment that failed.
 *
 * <p>Every one has its state on one thread alone: all its methods run on the event loop, or all on its virtual-thread context.
 * What it takes to do something is a timer ({@link io.roundtrip.demo.shop.SimulatedWork}). What is done behind a caller's back
 * is published, so that {@link io.roundtrip.demo.shop.PatternsDemo}, which follows the events over HTTP ({@link
 * io.roundtrip.demo.shop.EventReader}), knows when all is done, and holds it against what should be.
 *
 * <p>Bounds: the last {@value io.roundtrip.demo.shop.Recent#MOST} orders and payments are known.
 */
@NullMarked
package io.roundtrip.demo.shop;

import org.jspecify.annotations.NullMarked;
